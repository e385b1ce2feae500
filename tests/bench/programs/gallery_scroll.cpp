// A gallery of many pictures, each a file of its own: until the first cards are painted, then each frame of a scroll
// from top to bottom, then memory.   gallery_scroll [PICTURES [FRAMES]]
#include "common/file.h"
#include "common/memory.h"
#include "main_window.h"
#include "theme/theme.h"
#include "thumbnail_grid.h"
#include "vision/image.h"

#include <QApplication>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>

using namespace atelier;
using namespace atelier::ui;

namespace {

double now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Folders of 1,000 pictures of 96 x 64 pixels, each of a colour of its own.
void makeProject(const QString& folder, const QString& pictures, int count) {
    std::vector<data::Sample> samples(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const std::string place = std::to_string(i / 1000) + "/" + std::to_string(i) + ".png";
        const std::filesystem::path file = pictures.toStdString() + "/" + place;
        if (i % 1000 == 0) std::filesystem::create_directories(file.parent_path());
        vision::Image image{96, 64, std::vector<std::uint8_t>(96 * 64 * 3)};
        for (std::size_t at = 0; at < image.pixels.size(); ++at)
            image.pixels[at] = static_cast<std::uint8_t>(static_cast<std::size_t>(i) * 37 + at * (1 + at % 3) / 50);
        const std::string bytes = vision::encodePng(image);
        std::ofstream(file, std::ios::binary).write(bytes.data(), std::ssize(bytes));
        data::Sample& sample = samples[static_cast<std::size_t>(i)];
        sample.id = std::to_string(i);
        sample.media = {{data::Media::Kind::Image, file}};
        sample.turns = {{data::Turn::Role::User, "<image>What is it?"},
                        {data::Turn::Role::Assistant, "picture number " + std::to_string(i)}};
    }
    auto project = data::Project::create(folder.toStdString());
    project.addDataset({"many", "images", pictures.toStdString(), pictures.toStdString()}, samples);
}

}  // namespace

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 100'000, frames = argc > 2 ? std::atoi(argv[2]) : 1000;
    QTemporaryDir folder;
    qputenv("XDG_CONFIG_HOME", folder.filePath("config").toUtf8());
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    widgets::theme().install(application);
    makeProject(folder.filePath("project"), folder.filePath("pictures"), count);

    Studio studio;
    MainWindow window(studio);
    window.show();
    if (!QTest::qWaitForWindowActive(&window)) return 1;
    const double before = now(CLOCK_MONOTONIC);
    window.openProject(folder.filePath("project"));
    window.showPage("data");
    auto* grid = window.findChild<widgets::ThumbnailGrid*>("gallery-grid");
    const auto shown = [&] { return grid->model()->index(0, 0).data().toString() == "picture number 0"; };
    while (!shown() || grid->model()->rowCount() < count)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    grid->viewport()->repaint();
    std::printf("%d pictures: first cards after %.0f ms\n", count, now(CLOCK_MONOTONIC) - before);

    QTest::qWait(1000);
    std::vector<double> wall, cpu;
    const int most = grid->verticalScrollBar()->maximum();
    for (int frame = 1; frame <= frames; ++frame) {
        const double begun = now(CLOCK_MONOTONIC), worked = now(CLOCK_THREAD_CPUTIME_ID);
        grid->verticalScrollBar()->setValue(static_cast<int>(qint64(most) * frame / frames));
        grid->viewport()->repaint();
        QCoreApplication::processEvents();
        wall.push_back(now(CLOCK_MONOTONIC) - begun);
        cpu.push_back(now(CLOCK_THREAD_CPUTIME_ID) - worked);
    }
    const auto at = [&](std::vector<double>& times, double share) {
        std::sort(times.begin(), times.end());
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf("a frame of the scroll: median %.1f ms, 99th percentile %.1f ms (CPU %.1f, %.1f) of %d\n",
                at(wall, 0.5), at(wall, 0.99), at(cpu, 0.5), at(cpu, 0.99), frames);
    std::printf("memory: %.0f MB\n", static_cast<double>(residentBytes().value_or(0)) / 1e6);
    return 0;
}
