#include "pages/runs/runs_page.h"

#include "controls.h"
#include "pages/runs/columns_menu.h"
#include "pages/runs/notes_store.h"
#include "pages/runs/run_detail.h"
#include "pages/runs/run_notes_edit.h"
#include "pages/runs/run_records.h"
#include "pages/runs/runs_model.h"
#include "pages/runs/runs_table.h"
#include "pages/runs/runs_watcher.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kBeside = 1000;  // pixels from which the chosen run stands beside the table
constexpr int kLow = 600;      // pixels below which there is no room for it under the table

}  // namespace

RunsPage::RunsPage(Studio& studio, QWidget* parent) : Page(studio, "runs", parent) {
    watcher_ = new RunsWatcher(this);
    notes_ = new NotesStore(this);
    records_ = new RunRecords(this);
    build();
    connectParts();
    addActions();
    forgetProject();
}

// What is being typed is kept, however the page ends.
RunsPage::~RunsPage() {
    detail_->notes()->giveNote();
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
    auto* which = new QToolButton(this);

    auto* list = new QWidget(this);
    table_ = new RunsTable(studio().preferences(), *records_, list);
    columns_ = new ColumnsMenu(*table_, *records_, which);
    tools->addWidget(which);
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
    connect(watcher_, &RunsWatcher::listed, this, &RunsPage::takeRuns);
    connect(records_, &RunRecords::changed, this, &RunsPage::tellCount);
    connect(detail_->notes(), &RunNotesEdit::given, this,
            [this](const std::filesystem::path& run, const runs::RunNotes& notes) {
                if (session() && session()->readOnly()) return;
                notes_->store(run, notes);
            });
    connect(notes_, &NotesStore::stored, watcher_, &RunsWatcher::look);
    connect(notes_, &NotesStore::failed, this, [this](const Error& error) { studio().say(error); });
    connect(detail_, &RunDetail::branchWanted, this, &RunsPage::branch);
    connect(detail_, &RunDetail::runWanted, this, &RunsPage::choose);
    if (session()) {
        wanted_ = session()->run();
        connect(session(), &Session::runChanged, this, [this] { wanted_ = session()->run(); });
    }
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
    connect(detail_, &RunDetail::longerWanted, this, &RunsPage::askLonger);
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
    studio().actions().add(this,
                           {"runs.find", group, [] { return tr("Filter the runs"); },
                            [] { return tr("Shows only runs whose name, tags, note or settings hold some words"); },
                            "search", QKeySequence::Find},
                           [this] { filter_->setFocus(Qt::ShortcutFocusReason); });
    studio().actions().add(this,
                           {"runs.delete", group, [] { return tr("Delete the chosen run"); },
                            [] { return tr("Asks first, then moves the run to the trash"); }, "trash"},
                           [this] { detail_->askDelete(); });
    studio().actions().add(this,
                           {"runs.refresh", group, [] { return tr("Look for runs again"); },
                            [] { return tr("Lists the project's runs again"); }, "refresh", Qt::Key_F5},
                           [this] { watcher_->look(); });
}

void RunsPage::forgetProject() {
    removal_.reset();
    records_->clear();
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
                                                     : QList{height() * 3 / 10, height() * 7 / 10});
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
            stateView_->setPrimaryAction(tr("&Try again"), tr("Lists the project's runs again"));
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
    nothing_->setText(tr("No run has these words in its name, tags, note or settings."));
    nothing_->setVisible(all > 0 && shown == 0);
}

// Tags and notes that are being written count already.
void RunsPage::takeRuns(std::vector<runs::RunInfo> runs) {
    error_.reset();
    QStringList tags;
    for (auto& run : runs) {
        if (const auto notes = notes_->newer(run.folder)) {
            run.tags = notes->tags;
            run.note = notes->note;
        }
        for (const auto& tag : run.tags)
            tags << QString::fromStdString(tag);
    }
    tags.removeDuplicates();
    tags.sort(Qt::CaseInsensitive);
    detail_->notes()->setKnownTags(tags);
    const bool none = runs.empty();
    records_->look(runs);
    table_->setRuns(std::move(runs));
    setState(none ? State::Empty : State::Done);
    if (!wanted_.isEmpty() && table_->choose(wanted_)) wanted_.clear();
    showChosen();
}

void RunsPage::choose(const QString& run) {
    if (!table_->runs().find(run)) return studio().say(Studio::Tone::Info, tr("The run “%1” is gone").arg(run));
    if (table_->choose(run)) return;
    filter_->clear();
    table_->choose(run);
}

void RunsPage::showChosen() {
    const auto runs = table_->chosen();
    detail_->setEnabled(!runs.empty());
    detail_->setReadOnly(!session() || session()->readOnly());
    detail_->show(runs, whyKept());
    tellCount();
}

// A comparison reads the run's files; which run it is about, its job does not tell.
QString RunsPage::whyKept() const {
    if (!session() || session()->readOnly()) return tr("The project is read-only");
    if (removal_) return tr("A run is being moved to the trash");
    if (!studio().jobs().active("compare").empty()) return tr("Wait until the comparison has ended");
    return {};
}

void RunsPage::showIn(const QString& page, const QString& run) {
    if (!session() || run.isEmpty()) return;
    session()->setRun(run);
    studio().showPage(page);
}

void RunsPage::retranslate() {
    setTitle(tr("Runs"), tr("Every training of this project. Choose several to compare them."));
    filter_->setPlaceholderText(tr("Filter by name, state, tag, note or setting"));
    setHint(filter_, tr("Shows only runs in which these words stand: in name, state, tags, note or values of settings; "
                        "lora_rank=8 looks for one setting"));
    columns_->retranslate();
    table_->retranslate();
    detail_->retranslate();
    tellState();
}

}  // namespace atelier::ui
