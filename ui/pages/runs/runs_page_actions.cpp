// What a RunsPage does with runs.
#include "bridge/background.h"
#include "bridge/trash.h"
#include "pages/runs/run_detail.h"
#include "pages/runs/runs_page.h"
#include "pages/runs/runs_table.h"
#include "pages/runs/runs_watcher.h"
#include "pages/train/longer_dialog.h"
#include "runs/removal.h"

#include <QDesktopServices>
#include <QPointer>
#include <QUrl>

namespace atelier::ui {

void RunsPage::resume(const QString& run) {
    if (!session() || !table_->runs().find(run)) return;
    studio().jobs().trainOn(session()->project().folder(), run.toStdString());
    showIn("train", run);
}

void RunsPage::askLonger(const QString& run) {
    const auto* info = table_->runs().find(run);
    if (!session() || !info) return;
    try {
        auto* dialog = LongerDialog::make(*info, window());
        connect(dialog, &LongerDialog::longerWanted, this, [this, run](const settings::Recipe& changes) {
            studio().jobs().trainOn(session()->project().folder(), run.toStdString(), changes);
            showIn("train", run);
        });
        dialog->open();
    } catch (const Error& error) {
        studio().say(error);
    }
}

void RunsPage::branch(const QString& from, bool withOptimizer, bool withSettings) {
    if (!session()) return;
    if (withSettings) takeSettings(from.section('@', 0, 0));
    session()->setBranch(Session::Branch{from, withOptimizer});
    session()->setRun({});
    studio().showPage("train");
}

// Its own adapter goes: the branch says what is started from.
void RunsPage::takeSettings(const QString& run) {
    const auto* info = table_->runs().find(run);
    if (!info) return;
    inBackground(
        this, [file = info->recipe] { return settings::Recipe::load(file); },
        [this, run, session = QPointer<Session>(session())](Outcome<settings::Recipe> outcome) {
            if (!session) return;
            if (outcome.error) return studio().say(*outcome.error);
            settings::Recipe recipe = std::move(*outcome.value);
            if (recipe.find("adapter_name_or_path")) recipe.set("adapter_name_or_path", settings::Value(), "branch");
            const settings::Recipe before = session->recipe();
            session->setRecipe(recipe);
            if (session->recipe() == before) return;
            studio().say(Studio::Tone::Info, tr("The recipe has the settings of “%1” now").arg(run), tr("Take back"),
                         [session, before] {
                             if (session) session->setRecipe(before);
                         });
        });
}

void RunsPage::remove(const QString& run) {
    const auto* info = table_->runs().find(run);
    if (!session() || !info || !whyKept().isEmpty()) return;
    auto work = [project = session()->project().folder(), name = info->name](protocol::Control&,
                                                                             const protocol::EventSink&) -> Json {
        moveToTrash(runs::freeRun(project, name));
        return {};
    };
    const auto job = studio().jobs().start(
        {"delete", tr("Move “%1” to the trash").arg(run).toStdString(), client::JobSpec::Lane::Light}, std::move(work));
    removal_ = Removal{job, run};
    showChosen();
}

void RunsPage::noteEnd(client::JobId job) {
    if (removal_ && removal_->job == job) {
        const QString run = std::exchange(removal_, {})->run;
        const auto status = studio().jobs().status(job);
        if (status.error)
            studio().say(*status.error);
        else if (status.state == protocol::State::Done) {
            if (session() && session()->run() == run) session()->setRun({});
            studio().say(Studio::Tone::Success, tr("“%1” is in the trash").arg(run));
        }
    }
    if (!isVisible()) return;
    showChosen();
    watcher_->look();
}

void RunsPage::open(const QString& path) {
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
        studio().say(Studio::Tone::Warning, tr("No program opens %1").arg(path));
}

}  // namespace atelier::ui
