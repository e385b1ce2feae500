#include "pages/sweeps/sweeps_watcher.h"

#include "runs/run_folder.h"
#include "runs/run_parts.h"
#include "runs/sweep_file.h"

#include <QCoreApplication>

namespace atelier::ui {
namespace {

namespace fs = std::filesystem;

using Trial = protocol::SweepState::Trial;

// One that was started on the command line names a recipe that may lie elsewhere.
bool loads(const fs::path& folder, const std::string& name) {
    try {
        return runs::loadSweep(folder / "sweep.yaml").name == name;
    } catch (const Error&) {
        return false;
    }
}

SweepNews newsOf(const fs::path& project, protocol::SweepState state) {
    const fs::path folder = runs::sweepFolder(project, state.name);
    SweepNews news{std::move(state), runs::RunFolder(folder).running(), {}, 0, false};
    news.resumable = !news.running && loads(folder, news.state.name);
    for (std::size_t i = 0; news.running && i < news.state.trials.size(); ++i) {
        if (news.state.trials[i].state != Trial::State::Waiting) continue;
        const fs::path run = project / "runs" / news.state.trials[i].run;
        if (!runs::RunFolder(run).running()) continue;
        news.runningTrial = i;
        news.runningSteps = runs::stepsDone(run);
        break;
    }
    return news;
}

// runs::listSweeps() takes a folder that cannot be read for one without sweeps.
std::vector<SweepNews> sweepsOf(const fs::path& project) {
    std::error_code code;
    fs::directory_iterator look(project / "sweeps", code);
    if (code && code != std::errc::no_such_file_or_directory)
        throw Error::failure(SweepsWatcher::tr("the sweeps cannot be listed: %1")
                                 .arg(QString::fromStdString(code.message()))
                                 .toStdString(),
                             (project / "sweeps").string(),
                             SweepsWatcher::tr("check whether you may read this folder").toStdString());
    std::vector<SweepNews> all;
    for (auto& state : runs::listSweeps(project))
        all.push_back(newsOf(project, std::move(state)));
    return all;
}

}  // namespace

SweepsWatcher::SweepsWatcher(QObject* parent)
    : ProjectWatcher(
          [this](const fs::path& project) { return [this, sweeps = sweepsOf(project)] { Q_EMIT listed(sweeps); }; },
          parent) {}

}  // namespace atelier::ui
