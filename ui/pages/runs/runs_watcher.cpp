#include "pages/runs/runs_watcher.h"

#include <QCoreApplication>

namespace atelier::ui {
namespace {

namespace fs = std::filesystem;

// runs::listRuns() takes a folder that cannot be read for one without runs.
std::vector<runs::RunInfo> runsOf(const fs::path& project) {
    std::error_code code;
    fs::directory_iterator look(project / "runs", code);
    if (code && code != std::errc::no_such_file_or_directory)
        throw Error::failure(
            RunsWatcher::tr("the runs cannot be listed: %1").arg(QString::fromStdString(code.message())).toStdString(),
            (project / "runs").string(), RunsWatcher::tr("check whether you may read this folder").toStdString());
    if (!fs::is_directory(project, code))
        throw Error(RunsWatcher::tr("the project's folder is gone").toStdString(), project.string(),
                    RunsWatcher::tr("bring it back, or open another project").toStdString());
    return runs::listRuns(project);
}

}  // namespace

RunsWatcher::RunsWatcher(QObject* parent)
    : ProjectWatcher(
          [this](const fs::path& project) { return [this, runs = runsOf(project)] { Q_EMIT listed(runs); }; }, parent) {
}

}  // namespace atelier::ui
