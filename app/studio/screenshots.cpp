#include "screenshots.h"

#include "client/worker_process.h"
#include "main_window.h"
#include "resources.h"
#include "runs/runs.h"
#include "starter.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSet>
#include <QTimer>

#include <cstdio>
#include <functional>

namespace atelier::studio {
namespace {

using ui::MainWindow;

constexpr int kPatience = 20 * 60 * 1000;  // ms, for a job on a busy machine

void live(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

class Tour {
public:
    Tour(MainWindow& window, const QString& folder) : window_(window), studio_(window.studio()), folder_(folder) {}

    void go() {
        live(200);
        shoot("start");
        emptyProject();
        brokenModel();
        starter();
    }

private:
    void shoot(const QString& name) {
        live(60);
        const QString file = folder_.filePath(name + ".png");
        if (!window_.grab().save(file)) throw Error::failure("the picture cannot be written", file.toStdString());
        std::printf("%s\n", qPrintable(file));
        std::fflush(stdout);
    }
    // The page, if it is in a state that has no picture yet.
    void shootPage(const QString& id) {
        window_.showPage(id);
        live(250);
        const QString name = id + '-' + window_.page(id)->state();
        if (drawn_.contains(name)) return;
        drawn_.insert(name);
        shoot(name);
    }
    void shootPages() {
        for (const QString& id : MainWindow::pageIds())
            shootPage(id);
    }
    void shootNow(const QString& id) {
        window_.showPage(id);
        live(30);
        shootPage(id);
    }
    void waitUntil(const std::function<bool()>& met, const QString& watched = {}) {
        QElapsedTimer timer;
        timer.start();
        while (!met()) {
            if (timer.elapsed() > kPatience) throw Error::failure("a job of the tour does not end");
            live(200);
            if (!watched.isEmpty()) shootPage(watched);
        }
    }
    void untilQuiet(const QString& watched = {}) {
        waitUntil([&] { return !studio_.jobs().busy(); }, watched);
        live(300);
    }
    void trigger(const QString& action) {
        if (QAction* found = studio_.actions().find(action); found && found->isEnabled())
            found->trigger();
        else
            throw Error::failure("the tour cannot " + action.toStdString());
    }

    void emptyProject() {
        window_.openProject(folder_.filePath("projects/empty"), ui::Session::Create::IfMissing);
        shootPages();
        trigger("window.palette");
        shoot("palette");
        trigger("window.shortcuts");
        live(300);
        for (QWidget* widget : QApplication::topLevelWidgets())
            if (widget != &window_ && widget->isVisible()) {
                widget->grab().save(folder_.filePath("shortcuts.png"));
                widget->close();
            }
    }
    void brokenModel() {
        const QString broken = folder_.filePath("projects/model-without-weights");
        QDir().mkpath(broken);
        QFile::copy(ui::starterModel() + "/config.json", broken + "/config.json");
        window_.showPage("model");
        window_.page("model")->take({broken});
        untilQuiet();
        shootPage("model");
    }
    void starter() {
        window_.openProject(folder_.filePath("projects/starter"), ui::Session::Create::IfMissing);
        window_.showPage("data");
        ui::prepareStarter(studio_);
        shootNow("model");
        shootNow("data");
        untilQuiet();
        shootPages();

        auto recipe = studio_.session()->recipe();
        for (const char* change : {"logging_steps=5", "sample_answers=4", "max_test_samples=60"})
            recipe.set(change);
        studio_.session()->setRecipe(recipe);
        window_.showPage("train");
        live(500);
        trigger("train.start");
        const auto trained = [&] {
            for (const auto& job : studio_.jobs().active("train"))
                if (job.done >= 30) return true;
            return !studio_.jobs().busy();
        };
        waitUntil(trained, "train");
        trigger("train.pause");
        waitUntil([&] { return window_.page("train")->state() == "paused" || !studio_.jobs().busy(); }, "train");
        shootPage("train");
        trigger("train.pause");
        untilQuiet("train");
        shootPage("train");
        window_.showPage("compare");
        live(500);
        trigger("compare.start");
        untilQuiet("compare");
        live(1000);
        shootPages();
    }

    MainWindow& window_;
    ui::Studio& studio_;
    QDir folder_;
    QSet<QString> drawn_;
};

}  // namespace

int drawScreenshots(MainWindow& window, const QString& folder) {
    if (!QDir().mkpath(folder)) {
        std::fprintf(stderr, "atelier-studio: %s: the folder cannot be made\n", qPrintable(folder));
        return 2;
    }
    QDir(folder + "/projects").removeRecursively();
    try {
        Tour(window, QDir(folder).absolutePath()).go();
    } catch (const Error& error) {
        std::fprintf(stderr, "atelier-studio: %s\n", error.what());
        return 1;
    }
    return 0;
}

}  // namespace atelier::studio
