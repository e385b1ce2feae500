// What a SweepsPage does with sweeps.
#include "bridge/background.h"
#include "bridge/trash.h"
#include "client/worker_process.h"
#include "pages/sweeps/sweep_maker.h"
#include "pages/sweeps/sweeps_page.h"
#include "protocol/jobs/sweep.h"
#include "runs/removal.h"
#include "runs/sweep_file.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace atelier::ui {

// The files are those that the engine keeps of the sweep: it can be gone on with from there.
void SweepsPage::start() {
    if (!session() || !maker().plan()) return;
    inBackground(
        this,
        [plan = *maker().plan(), project = session()->project().folder()] {
            runs::writeSweepFile(plan, runs::sweepFolder(project, plan.name));
            return plan.name;
        },
        [this](const Outcome<std::string>& outcome) {
            if (outcome.error) return studio().say(*outcome.error);
            launch(QString::fromStdString(*outcome.value), false);
        });
}

void SweepsPage::goOn(const QString& sweep) {
    launch(sweep, true);
}

void SweepsPage::launch(const QString& sweep, bool resume) {
    if (!session()) return;
    protocol::SweepRequest request;
    request.project = session()->project().folder();
    request.file = runs::sweepFolder(request.project, sweep.toStdString()) / "sweep.yaml";
    request.resume = resume;
    const auto job =
        studio().jobs().start({"sweep", tr("Sweep “%1”").arg(sweep).toStdString(), client::JobSpec::Lane::Engine},
                              client::engineWork(std::move(request)));
    own_.push_back({job, sweep});
    wanted_ = sweep;
    // Until its first state is written there is nothing to show of a new one.
    if (!resume) setState(sweeps_.empty() ? State::Loading : State::Done);
    watcher_->look();
    showChosen();
}

void SweepsPage::stop() {
    const SweepNews* news = chosen();
    if (!news) return;
    for (const Own& one : own_)
        if (one.sweep == QString::fromStdString(news->state.name)) studio().jobs().cancel(one.job);
    showChosen();
}

void SweepsPage::remove(const QString& sweep, bool withRuns) {
    if (!session() || !whyNot().isEmpty()) return;
    auto work = [project = session()->project().folder(), name = sweep.toStdString(), withRuns](
                    protocol::Control&, const protocol::EventSink&) -> Json {
        for (const auto& folder : runs::freeSweep(project, name, withRuns))
            moveToTrash(folder);
        return {};
    };
    const auto job = studio().jobs().start(
        {"delete", tr("Move the sweep “%1” to the trash").arg(sweep).toStdString(), client::JobSpec::Lane::Light},
        std::move(work));
    removal_ = Own{job, sweep};
    showChosen();
}

void SweepsPage::noteRemoved() {
    const Own removal = *std::exchange(removal_, {});
    const auto status = studio().jobs().status(removal.job);
    if (status.error)
        studio().say(*status.error);
    else if (status.state == protocol::State::Done)
        studio().say(Studio::Tone::Success, tr("The sweep “%1” is in the trash").arg(removal.sweep));
    showChosen();
}

void SweepsPage::noteEnd(client::JobId job) {
    if (removal_ && removal_->job == job) noteRemoved();
    const auto found = std::find_if(own_.begin(), own_.end(), [&](const Own& one) { return one.job == job; });
    if (found != own_.end()) {
        const QString sweep = found->sweep;
        own_.erase(found);
        const auto status = studio().jobs().status(job);
        if (status.state == protocol::State::Failed && status.error) studio().say(*status.error);
        if (status.state == protocol::State::Done)
            studio().say(Studio::Tone::Success, tr("The sweep “%1” is complete").arg(sweep));
        // It may have failed before its first trial: what was filled in is to be mended.
        if (status.state == protocol::State::Failed && wanted_ == sweep) {
            wanted_.clear();
            setState(State::Making);
        }
    }
    if (isVisible()) watcher_->look();
}

void SweepsPage::useBest() {
    const SweepNews* news = chosen();
    if (!session() || !news || !news->state.best) return;
    const auto& trial = news->state.trials[*news->state.best];
    settings::Recipe recipe = session()->recipe();
    const settings::Recipe before = recipe;
    try {
        for (const auto& [key, text] : trial.values)
            if (const auto* option = settings::findOption(key))
                recipe.set(key, settings::fromText(*option, text), news->state.name);
    } catch (const Error& error) {
        return studio().say(error);
    }
    session()->setRecipe(recipe);
    studio().say(Studio::Tone::Success,
                 tr("The recipe has the values of “%1” now").arg(QString::fromStdString(trial.run)), tr("Take back"),
                 [session = QPointer<Session>(session()), before] {
                     if (session) session->setRecipe(before);
                 });
}

void SweepsPage::showRun(const QString& run) {
    if (!session()) return;
    // Said again even if it is the one that was looked at last: the page Runs may show another by now.
    if (session()->run() == run) session()->setRun({});
    session()->setRun(run);
    studio().showPage("runs");
}

}  // namespace atelier::ui
