// Median time to draw a plot of a million points again: plot_replot [SMOOTHING]
#include "loss_plot.h"
#include "theme/theme.h"

#include <QApplication>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>
#include <vector>

using namespace atelier::widgets;

int main(int argc, char** argv) {
    constexpr int kPoints = 1'000'000, kTimes = 51;
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    theme().install(application);
    LossPlot plot;
    plot.resize(1280, 480);
    const int series = plot.addSeries({"Loss", 0});
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 0.2);
    QVector<QPointF> points;
    points.reserve(kPoints);
    for (int i = 0; i < kPoints; ++i)
        points << QPointF(i, (0.3 + 2 * std::exp(-i / 2e5)) * std::exp(noise(random)));
    plot.setSeries(series, points);
    plot.setSmoothing(argc > 1 ? std::atof(argv[1]) : 0.95);
    plot.show();
    QCoreApplication::processEvents();
    const auto report = [&](const char* what) {
        std::vector<double> times;
        for (int i = 0; i < kTimes; ++i) {
            plot.append(series, kPoints + i, 0.3);
            times.push_back(plot.replotNow());
        }
        std::sort(times.begin(), times.end());
        std::cout << what << ": median " << times[kTimes / 2] << " ms, fastest " << times.front() << " ms, slowest "
                  << times.back() << " ms of " << kTimes << " drawings of " << plot.pointCount(series) << " points\n";
    };
    report("all");
    plot.setOutlierClip(true);
    report("outliers clipped");
    plot.setLogScale(true);
    report("log scale");
    plot.zoomX(400'000, 402'000);
    report("zoomed");
    return 0;
}
