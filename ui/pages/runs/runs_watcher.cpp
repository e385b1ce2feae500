#include "pages/runs/runs_watcher.h"

#include "bridge/background.h"

#include <QCoreApplication>

namespace atelier::ui {
namespace {

namespace fs = std::filesystem;

// jobs::listRuns() takes a folder that cannot be read for one without runs.
std::vector<jobs::RunInfo> runsOf(const fs::path& project) {
    std::error_code code;
    fs::directory_iterator look(project / "runs", code);
    if (code && code != std::errc::no_such_file_or_directory)
        throw Error::failure(
            RunsWatcher::tr("the runs cannot be listed: %1").arg(QString::fromStdString(code.message())).toStdString(),
            (project / "runs").string(), RunsWatcher::tr("check whether you may read this folder").toStdString());
    if (!fs::is_directory(project, code))
        throw Error(RunsWatcher::tr("the project's folder is gone").toStdString(), project.string(),
                    RunsWatcher::tr("bring it back, or open another project").toStdString());
    return jobs::listRuns(project);
}

}  // namespace

RunsWatcher::RunsWatcher(QObject* parent) : QObject(parent) {
    timer_.setInterval(kInterval);
    connect(&timer_, &QTimer::timeout, this, &RunsWatcher::look);
}

void RunsWatcher::setProject(std::optional<fs::path> project) {
    project_ = std::move(project);
    ++turn_;
    again_ = looking_;
}

void RunsWatcher::setWatching(bool watching) {
    if (watching)
        timer_.start();
    else
        timer_.stop();
}

void RunsWatcher::look() {
    if (!project_) return;
    if (looking_) {
        again_ = true;
        return;
    }
    looking_ = true;
    again_ = false;
    inBackground(
        this, [project = *project_] { return runsOf(project); },
        [this, turn = turn_](const Outcome<std::vector<jobs::RunInfo>>& outcome) {
            looking_ = false;
            if (turn == turn_) {
                if (outcome.value)
                    Q_EMIT listed(*outcome.value);
                else
                    Q_EMIT failed(*outcome.error);
            }
            if (again_) look();
        });
}

}  // namespace atelier::ui
