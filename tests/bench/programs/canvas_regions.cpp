// A painted frame of a canvas that is edited, in milliseconds: canvas_regions [REGIONS [FRAMES]]
// CPU time is the window's thread alone.
#include "image_canvas.h"
#include "theme/theme.h"

#include <QApplication>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <vector>

using namespace atelier::widgets;

namespace {

constexpr QSize kView(1280, 800), kPicture(4000, 3000);

double now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

struct Took {
    double wall, cpu;  // ms
};

Took measure(const std::function<void()>& act) {
    const double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID);
    act();
    QCoreApplication::processEvents();  // paints, and hands the picture over to the screen
    return {now(CLOCK_MONOTONIC) - wall, now(CLOCK_THREAD_CPUTIME_ID) - cpu};
}

void report(const char* what, std::vector<Took> frames) {
    const auto spread = [&](double Took::* time) {
        std::sort(frames.begin(), frames.end(), [&](const Took& a, const Took& b) { return a.*time < b.*time; });
        return QString("median %1, 99th percentile %2")
            .arg(frames[frames.size() / 2].*time, 0, 'f', 2)
            .arg(frames[frames.size() * 99 / 100].*time, 0, 'f', 2);
    };
    std::printf("%-26s wall %s; CPU %s ms\n", what, qPrintable(spread(&Took::wall)), qPrintable(spread(&Took::cpu)));
}

QImage picture() {
    QImage image(kPicture, QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x)
            line[x] = qRgb(x * 255 / image.width(), y * 255 / image.height(), (x ^ y) & 255);
    }
    return image;
}

// Rows of words, as on a page: boxes, here and there turned ones and polygons.
std::vector<CanvasRegion> words(int count) {
    const int columns = std::max(1, static_cast<int>(std::sqrt(count * 4.0 / 3)));
    const int rows = (count + columns - 1) / columns;
    const double width = static_cast<double>(kPicture.width()) / columns;
    const double height = static_cast<double>(kPicture.height()) / rows;
    std::vector<CanvasRegion> regions;
    for (int i = 0; i < count; ++i) {
        const QRectF box(i % columns * width + 2, i / columns * height + 2, width * 0.8, height * 0.7);
        CanvasRegion region{QPolygonF({box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()}),
                            QString("word %1").arg(i % 7),
                            {},
                            i % 7,
                            RegionKind::Box};
        if (i % 10 == 0) {
            region.points.insert(1, QPointF(box.center().x(), box.top() - 1));
            region.kind = RegionKind::Polygon;
        }
        regions.push_back(std::move(region));
    }
    return regions;
}

void move(QWidget& widget, const QPointF& at, Qt::MouseButtons buttons = Qt::NoButton) {
    QMouseEvent event(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, buttons, {});
    QCoreApplication::sendEvent(&widget, &event);
}

QPointF onCircle(int frame, double radius) {
    const double angle = frame * 0.05;
    return QPointF(kView.width() / 2.0, kView.height() / 2.0) + radius * QPointF(std::cos(angle), std::sin(angle));
}

}  // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    theme().install(application);
    const int count = argc > 1 ? std::atoi(argv[1]) : 10'000, frames = argc > 2 ? std::atoi(argv[2]) : 500;
    ImageCanvas canvas;
    canvas.resize(kView);
    canvas.setImage(picture());
    canvas.setEditable(true);
    canvas.setRegions(words(count));
    int moves = 0;
    QObject::connect(&canvas.editor(), &RegionEditor::regionsEdited, &canvas,
                     [&](const std::vector<int>& edited, const std::vector<QPolygonF>& outlines) {
                         ++moves;
                         auto regions = canvas.regions();
                         for (std::size_t i = 0; i < edited.size(); ++i)
                             regions[static_cast<std::size_t>(edited[i])].points = outlines[i];
                         canvas.setRegions(std::move(regions));
                     });
    canvas.show();
    if (!QTest::qWaitForWindowExposed(&canvas)) return 1;
    std::printf("%d regions, %d frames of %d x %d\n", count, frames, kView.width(), kView.height());

    const auto run = [&](const char* what, const std::function<void(int)>& act) {
        std::vector<Took> taken;
        for (int frame = 0; frame < frames; ++frame)
            taken.push_back(measure([&] { act(frame); }));
        report(what, std::move(taken));
    };
    const auto pan = [&](int frame) { move(canvas, onCircle(frame, 200), Qt::MiddleButton); };
    for (const double zoom : {1.0, 4.0}) {
        canvas.fit();
        if (zoom != 1) canvas.zoomBy(zoom);
        std::printf("%.0f times the fitted size\n", zoom);
        run("hover", [&](int frame) { move(canvas, onCircle(frame, 250)); });

        // Taken where a region is; the release is a frame too.
        const std::size_t middle = static_cast<std::size_t>(count / 2 + static_cast<int>(std::sqrt(count) / 2));
        const QPointF start = canvas.view().toView(canvas.regions()[middle].points.boundingRect().center());
        run("drag one region", [&](int frame) {
            if (frame == 0) QTest::mousePress(&canvas, Qt::LeftButton, {}, start.toPoint());
            move(canvas, frame == 0 ? start : onCircle(frame, 250), Qt::LeftButton);
            if (frame + 1 == frames) QTest::mouseRelease(&canvas, Qt::LeftButton, {}, onCircle(frame, 250).toPoint());
        });
        canvas.editor().setSelection({});
        if (zoom != 1) {
            QTest::mousePress(&canvas, Qt::MiddleButton, {}, onCircle(0, 200).toPoint());
            run("pan", pan);
            QTest::mouseRelease(&canvas, Qt::MiddleButton, {}, onCircle(0, 200).toPoint());
        }
    }
    canvas.fit();
    run("zoom", [&](int frame) { frame / 10 % 2 == 0 ? canvas.zoomIn() : canvas.zoomOut(); });
    return moves == 2 ? 0 : 1;  // or no region was dragged
}
