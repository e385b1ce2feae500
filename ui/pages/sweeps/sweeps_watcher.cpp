#include "pages/sweeps/sweeps_watcher.h"

#include "jobs/run_parts.h"
#include "jobs/sweep_file.h"
#include "training/run_folder.h"

#include <QCoreApplication>

namespace atelier::ui {
namespace {

namespace fs = std::filesystem;

using Trial = jobs::SweepState::Trial;

// One that was started on the command line names a recipe that may lie elsewhere.
bool loads(const fs::path& folder, const std::string& name) {
    try {
        return jobs::loadSweep(folder / "sweep.yaml").name == name;
    } catch (const Error&) {
        return false;
    }
}

SweepNews newsOf(const fs::path& project, jobs::SweepState state) {
    const fs::path folder = jobs::sweepFolder(project, state.name);
    SweepNews news{std::move(state), training::RunFolder(folder).running(), {}, 0, false};
    news.resumable = !news.running && loads(folder, news.state.name);
    for (std::size_t i = 0; news.running && i < news.state.trials.size(); ++i) {
        if (news.state.trials[i].state != Trial::State::Waiting) continue;
        const fs::path run = project / "runs" / news.state.trials[i].run;
        if (!training::RunFolder(run).running()) continue;
        news.runningTrial = i;
        news.runningSteps = jobs::stepsDone(run);
        break;
    }
    return news;
}

// jobs::listSweeps() takes a folder that cannot be read for one without sweeps.
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
    for (auto& state : jobs::listSweeps(project))
        all.push_back(newsOf(project, std::move(state)));
    return all;
}

}  // namespace

SweepsWatcher::SweepsWatcher(QObject* parent)
    : ProjectWatcher(
          [this](const fs::path& project) { return [this, sweeps = sweepsOf(project)] { Q_EMIT listed(sweeps); }; },
          parent) {}

}  // namespace atelier::ui
