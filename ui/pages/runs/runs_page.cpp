#include "pages/runs/runs_page.h"

#include "controls.h"
#include "pages/runs/run_detail.h"
#include "pages/runs/runs_model.h"
#include "pages/runs/runs_table.h"
#include "pages/runs/runs_watcher.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QDesktopServices>
#include <QFile>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBeside = 1180;  // pixels from which the chosen run stands beside the table
constexpr int kLow = 600;      // pixels below which there is no room for it under the table

jobs::RunInfo infoOf(const std::filesystem::path& project, const std::string& name) {
    for (auto& run : jobs::listRuns(project))
        if (run.name == name) return run;
    throw Error(RunsPage::tr("the run is not there any more").toStdString(), (project / "runs" / name).string());
}

}  // namespace

RunsPage::RunsPage(Studio& studio, QWidget* parent) : Page(studio, "runs", parent) {
    watcher_ = new RunsWatcher(this);
    build();
    connectParts();
    addActions();
    forgetProject();
}

void RunsPage::build() {
    filter_ = new QLineEdit(this);
    filter_->setObjectName("runs-filter");
    filter_->setClearButtonEnabled(true);
    filter_->setMaximumWidth(320);
    filter_->addAction(icon("search", Role::TextFaint), QLineEdit::LeadingPosition);
    count_ = new QLabel(this);
    count_->setObjectName("runs-count");
    count_->setProperty("kind", "muted");
    auto* tools = new QHBoxLayout;
    tools->setSpacing(space::kMedium);
    tools->addWidget(filter_, 1);
    tools->addWidget(count_);
    tools->addStretch();

    auto* list = new QWidget(this);
    table_ = new RunsTable(studio().preferences(), list);
    nothing_ = new QLabel(table_->viewport());
    nothing_->setProperty("kind", "muted");
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setWordWrap(true);
    auto* over = new QVBoxLayout(table_->viewport());
    over->addWidget(nothing_);
    auto* column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addLayout(tools);
    column->addWidget(table_, 1);
    detail_ = new RunDetail(studio().preferences(), this);
    detail_->setMinimumSize(300, 180);
    splitter_ = new QSplitter(Qt::Vertical, this);
    splitter_->setObjectName("runs-splitter");
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(list);
    splitter_->addWidget(detail_);
    splitter_->setStretchFactor(0, 1);
    splitter_->setStretchFactor(1, 1);

    stateView_ = new StateView(this);
    stateView_->setObjectName("runs-state");
    stack_ = new QStackedWidget(this);
    stack_->addWidget(stateView_);
    stack_->addWidget(splitter_);
    content()->addWidget(stack_, 1);
}

void RunsPage::connectParts() {
    connect(&studio(), &Studio::projectChanged, this, &RunsPage::forgetProject);
    connect(&studio().jobs(), &JobCenter::added, this, [this] { showChosen(); });
    connect(&studio().jobs(), &JobCenter::finished, this, &RunsPage::noteEnd);
    connect(watcher_, &RunsWatcher::listed, this, [this](const std::vector<jobs::RunInfo>& runs) {
        error_.reset();
        table_->setRuns(runs);
        setState(runs.empty() ? State::Empty : State::Done);
        showChosen();
    });
    connect(watcher_, &RunsWatcher::failed, this, [this](const Error& error) {
        error_ = error;
        if (state_ != State::Error) setState(State::Error);
    });
    connect(table_, &RunsTable::chosenChanged, this, &RunsPage::showChosen);
    connect(table_, &RunsTable::opened, this, [this](const QString& run) { showIn("train", run); });
    connect(table_, &RunsTable::deleteWanted, detail_, &RunDetail::askDelete);
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
        table_->setFilter(text);
        tellCount();
    });
    connect(detail_, &RunDetail::trainWanted, this, [this](const QString& run) { showIn("train", run); });
    connect(detail_, &RunDetail::compareWanted, this, [this](const QString& run) { showIn("compare", run); });
    connect(detail_, &RunDetail::resumeWanted, this, &RunsPage::resume);
    connect(detail_, &RunDetail::openWanted, this, &RunsPage::open);
    connect(detail_, &RunDetail::deleteWanted, this, &RunsPage::remove);
    connect(splitter_, &QSplitter::splitterMoved, this, [this] {
        studio().preferences().setPlace(splitter_->orientation() == Qt::Horizontal ? "runs-beside" : "runs-below",
                                        splitter_->saveState());
    });
    connect(stateView_, &StateView::primaryTriggered, this, [this] {
        if (state_ == State::Empty) {
            studio().showPage("train");
        } else {
            setState(State::Loading);
            watcher_->look();
        }
    });
}

void RunsPage::addActions() {
    const auto group = [] { return tr("Runs"); };
    studio().actions().add(
        this,
        {"runs.find", group, [] { return tr("Filter the runs"); },
         [] { return tr("Shows only runs whose name or state holds some words"); }, "search", QKeySequence::Find},
        [this] { filter_->setFocus(Qt::ShortcutFocusReason); });
    studio().actions().add(this,
                           {"runs.delete", group, [] { return tr("Delete the chosen run"); },
                            [] { return tr("Asks first, then moves the run to the trash"); }, "trash"},
                           [this] { detail_->askDelete(); });
    studio().actions().add(this,
                           {"runs.refresh", group, [] { return tr("Look for runs again"); },
                            [] { return tr("Lists the project's runs anew"); }, "refresh", Qt::Key_F5},
                           [this] { watcher_->look(); });
}

void RunsPage::forgetProject() {
    removal_.reset();
    watcher_->setProject(session() ? std::optional(session()->project().folder()) : std::nullopt);
    table_->setRuns({});
    setState(session() ? State::Loading : State::Empty);
    if (isVisible()) watcher_->look();
}

void RunsPage::activated() {
    watcher_->setWatching(true);
    watcher_->look();
}

void RunsPage::hideEvent(QHideEvent* event) {
    watcher_->setWatching(false);
    Page::hideEvent(event);
}

// The chosen run stands beside the table where there is room, or none below.
void RunsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const auto wanted = width() >= kBeside || height() < kLow ? Qt::Horizontal : Qt::Vertical;
    static constexpr const char* kKept = "arranged";
    if (splitter_->orientation() == wanted && splitter_->property(kKept).toBool()) return;
    splitter_->setProperty(kKept, true);
    splitter_->setOrientation(wanted);
    const QByteArray place = studio().preferences().place(wanted == Qt::Horizontal ? "runs-beside" : "runs-below");
    if (place.isEmpty() || !splitter_->restoreState(place))
        splitter_->setSizes(wanted == Qt::Horizontal ? QList{width() * 11 / 20, width() * 9 / 20}
                                                     : QList{height() * 2 / 5, height() * 3 / 5});
    splitter_->setOrientation(wanted);
}

QString RunsPage::state() const {
    return states()[static_cast<int>(state_)];
}

void RunsPage::setState(State state) {
    state_ = state;
    tellState();
    stack_->setCurrentWidget(state == State::Done ? static_cast<QWidget*>(splitter_) : stateView_);
    if (QAction* action = studio().actions().find("runs.delete")) action->setEnabled(state == State::Done);
    if (QAction* action = studio().actions().find("runs.find")) action->setEnabled(state == State::Done);
}

void RunsPage::tellState() {
    switch (state_) {
        case State::Empty:
            stateView_->showEmpty("runs", tr("No runs yet"),
                                  tr("Every training becomes a run: its recipe, its curves, its checkpoints and its "
                                     "result stay here."));
            stateView_->setPrimaryAction(tr("Go to &training"), tr("Opens the page Train"));
            break;
        case State::Loading:
            stateView_->showLoading(tr("Looking for runs"));
            break;
        case State::Error:
            stateView_->showError(tr("The runs cannot be shown"), error_ ? describe(*error_) : QString(),
                                  error_ ? QString::fromStdString(error_->what()) : QString());
            stateView_->setPrimaryAction(tr("&Try again"), tr("Lists the project's runs anew"));
            break;
        case State::Done:
            break;
    }
    tellCount();
}

void RunsPage::tellCount() {
    const int all = table_->runs().rowCount(), shown = table_->shown();
    count_->setText(shown == all ? tr("Runs: %1").arg(QLocale().toString(all))
                                 : tr("Runs: %1 of %2").arg(QLocale().toString(shown), QLocale().toString(all)));
    nothing_->setText(tr("No run is called that."));
    nothing_->setVisible(all > 0 && shown == 0);
}

void RunsPage::showChosen() {
    const auto runs = table_->chosen();
    detail_->setEnabled(!runs.empty());
    detail_->show(runs, whyKept());
    tellCount();
}

// A comparison reads the run's files; which run it is about, its job does not tell.
QString RunsPage::whyKept() const {
    if (!session() || session()->readOnly()) return tr("The project is open for reading only");
    if (removal_) return tr("A run is being moved to the trash");
    if (!studio().jobs().active("compare").empty()) return tr("Wait until the comparison has ended");
    return {};
}

void RunsPage::showIn(const QString& page, const QString& run) {
    if (!session() || run.isEmpty()) return;
    session()->setRun(run);
    studio().showPage(page);
}

void RunsPage::resume(const QString& run) {
    if (!session() || !table_->runs().find(run)) return;
    studio().jobs().trainOn(session()->project().folder(), run.toStdString());
    showIn("train", run);
}

void RunsPage::remove(const QString& run) {
    const auto* info = table_->runs().find(run);
    if (!session() || !info || !whyKept().isEmpty()) return;
    auto work = [project = session()->project().folder(), name = info->name](jobs::Control&,
                                                                             const jobs::EventSink&) -> Json {
        const auto now = infoOf(project, name);
        if (now.state == jobs::RunInfo::State::Running)
            throw Error(tr("the run is being trained").toStdString(), now.folder.string(),
                        tr("stop it first").toStdString());
        if (!QFile::moveToTrash(QString::fromStdString(now.folder.string())))
            throw Error::failure(tr("the run could not be moved to the trash").toStdString(), now.folder.string(),
                                 tr("there may be no trash on this disk: delete the folder by hand").toStdString());
        return {};
    };
    const auto job = studio().jobs().start(
        {"delete", tr("Move “%1” to the trash").arg(run).toStdString(), jobs::JobSpec::Lane::Light}, std::move(work));
    removal_ = Removal{job, run};
    showChosen();
}

void RunsPage::noteEnd(jobs::JobId job) {
    if (removal_ && removal_->job == job) {
        const QString run = std::exchange(removal_, {})->run;
        const auto status = studio().jobs().status(job);
        if (status.error)
            studio().say(*status.error);
        else if (status.state == jobs::State::Done) {
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

void RunsPage::retranslate() {
    setTitle(tr("Runs"), tr("Every training of this project. Choose several to see their curves over each other."));
    filter_->setPlaceholderText(tr("Filter by name or state"));
    setHint(filter_, tr("Shows only runs whose name or state holds these words"));
    table_->retranslate();
    detail_->retranslate();
    tellState();
}

}  // namespace atelier::ui
