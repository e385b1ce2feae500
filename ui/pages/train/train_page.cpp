#include "pages/train/train_page.h"

#include "controls.h"
#include "pages/train/answers_panel.h"
#include "pages/train/figure_row.h"
#include "pages/train/findings_note.h"
#include "pages/train/kept_runs_note.h"
#include "pages/train/least_high.h"
#include "pages/train/longer_dialog.h"
#include "pages/train/run_commands.h"
#include "pages/train/run_note.h"
#include "pages/train/run_queue.h"
#include "pages/train/start_panel.h"
#include "pages/train/train_charts.h"
#include "pages/train/train_log.h"
#include "protocol/jobs/train.h"
#include "state_view.h"
#include "theme/icon.h"

#include <QAction>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QThreadPool>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;
using State = RunFeed::State;

namespace {

constexpr int kTail = 60;  // log lines that go with an error

}  // namespace

TrainPage::TrainPage(Studio& studio, QWidget* parent)
    : Page(studio, "train", parent), feed_(new RunFeed(studio, this)) {
    build();
    addActions();
    listen();
}

TrainPage::~TrainPage() = default;

void TrainPage::build() {
    const auto button = [this](const QString& name, const QString& drawing, Role role) {
        auto* made = new QPushButton(this);
        made->setObjectName(name);
        made->setIcon(icon(drawing, role));
        headerActions()->addWidget(made);
        return made;
    };
    commands_ = new RunCommands(studio(), *feed_, this);
    headerActions()->addWidget(commands_);
    saveButton_ = button("train-save", "save", Role::TextMuted);
    stopButton_ = button("train-stop", "stop", Role::TextMuted);
    pauseButton_ = button("train-pause", "pause", Role::TextMuted);
    startButton_ = button("train-start", "play", Role::OnAccent);
    startButton_->setProperty("kind", "primary");

    auto* kept = new KeptRunsNote(studio(), this);
    queue_ = new RunQueue(studio(), this);
    start_ = new StartPanel(studio(), this);
    loading_ = new StateView(this);
    run_ = new LeastHigh(this);
    note_ = new RunNote(run_);
    findings_ = new FindingsNote(run_);
    figures_ = new FigureRow(run_);
    charts_ = new TrainCharts(studio().preferences(), run_);
    log_ = new TrainLog(run_);
    answers_ = new AnswersPanel(run_);
    tabs_ = new QTabWidget(run_);
    tabs_->setObjectName("train-tabs");
    tabs_->addTab(log_, icon("log"), {});
    tabs_->addTab(answers_, icon("text"), {});
    splitter_ = new QSplitter(Qt::Vertical, run_);
    splitter_->setObjectName("train-splitter");
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(charts_);
    splitter_->addWidget(tabs_);
    splitter_->setStretchFactor(0, 3);
    splitter_->setStretchFactor(1, 1);
    splitter_->setSizes({420, 170});
    splitter_->restoreState(studio().preferences().place("train.splitter"));
    connect(splitter_, &QSplitter::splitterMoved, this,
            [this] { studio().preferences().setPlace("train.splitter", splitter_->saveState()); });
    auto* rows = new QVBoxLayout(run_);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kMedium);
    rows->addWidget(note_);
    rows->addWidget(findings_);
    rows->addWidget(figures_);
    rows->addWidget(splitter_, 1);

    stack_ = new QStackedWidget(this);
    stack_->addWidget(start_);
    stack_->addWidget(loading_);
    runScroll_ = new QScrollArea(this);
    runScroll_->setWidgetResizable(true);
    runScroll_->setFrameShape(QFrame::NoFrame);
    runScroll_->setFocusPolicy(Qt::NoFocus);
    runScroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    runScroll_->setWidget(run_);
    stack_->addWidget(runScroll_);
    content()->addWidget(kept);
    content()->addWidget(queue_);
    content()->addWidget(stack_, 1);
}

void TrainPage::addActions() {
    const auto group = [] { return tr("Train"); };
    Actions& actions = studio().actions();
    startAction_ = actions.add(
        this,
        {"train.start", group, [] { return tr("Start training"); },
         [] { return tr("Trains the model on the data as the recipe says"); }, "play", QKeySequence("Ctrl+Return")},
        [this] { primary(); });
    pauseAction_ = actions.add(this,
                               {"train.pause", group, [] { return tr("Pause or go on"); },
                                [] { return tr("Lets the training rest between two steps, and go on again"); }, "pause",
                                QKeySequence("Ctrl+P")},
                               [this] { pauseOrResume(); });
    stopAction_ = actions.add(this,
                              {"train.stop", group, [] { return tr("Stop training"); },
                               [] { return tr("Saves a checkpoint and ends; the run can be gone on with later"); },
                               "stop", QKeySequence("Ctrl+.")},
                              [this] { stop(); });
    saveAction_ =
        actions.add(this,
                    {"train.save", group, [] { return tr("Save a checkpoint now"); },
                     [] { return tr("Saves what was learned so far, and trains on"); }, "save", QKeySequence("Ctrl+S")},
                    [this] { saveNow(); });
    connect(startButton_, &QPushButton::clicked, startAction_, &QAction::trigger);
    connect(pauseButton_, &QPushButton::clicked, pauseAction_, &QAction::trigger);
    connect(stopButton_, &QPushButton::clicked, stopAction_, &QAction::trigger);
    connect(saveButton_, &QPushButton::clicked, saveAction_, &QAction::trigger);
}

void TrainPage::listen() {
    connect(feed_, &RunFeed::stateChanged, this, [this] {
        asked_.clear();
        // What ended may have left a run to go on with.
        if (!feed_->active()) listRuns();
        update();
    });
    connect(feed_, &RunFeed::progressed, this, [this] {
        if (starting_) return;
        figures_->show(*feed_);
        if (!feed_->active()) {
            note_->show(*feed_, log_->tail(kTail));
            updateActions();  // another process answers, or does not any more
        }
    });
    connect(feed_, &RunFeed::seriesReplaced, this, [this] {
        if (session()) charts_->setRun(session()->project().folder(), feed_->run());
        charts_->setSeries(feed_->series());
    });
    connect(feed_, &RunFeed::answersReplaced, this, [this] {
        if (session()) answers_->setRun(session()->project().folder(), feed_->run());
        answers_->setAnswers(feed_->answers());
        retranslate();
    });
    connect(feed_, &RunFeed::pointsAdded, charts_, &TrainCharts::add);
    connect(feed_, &RunFeed::answersAdded, this, [this](const std::vector<protocol::SampleAnswer>& answers) {
        answers_->add(answers);
        retranslate();
    });
    connect(feed_, &RunFeed::said, log_, &TrainLog::add);
    connect(feed_, &RunFeed::said, this,
            [this](const std::vector<protocol::Message>& messages) { findings_->add(feed_->run(), messages); });
    connect(feed_, &RunFeed::stateChanged, this, [this] { findings_->show(feed_->run()); });
    connect(findings_, &FindingsNote::recipeWanted, this, [this] { this->studio().showPage("recipe"); });
    connect(feed_, &RunFeed::saved, this, [this](qint64 step) {
        if (isVisible() && asked_ == "save")
            studio().say(Studio::Tone::Success, tr("Checkpoint of step %1 is saved").arg(step));
        if (asked_ == "save") asked_.clear();
        updateActions();
    });
    connect(feed_, &RunFeed::endedElsewhere, this, [this] {
        const QString run = feed_->run();
        if (feed_->state() == State::Done) {
            if (!isVisible())
                studio().say(Studio::Tone::Success, tr("“%1” is trained").arg(run), tr("Show"),
                             [this] { studio().showPage("train"); });
            Q_EMIT studio().endedElsewhere(tr("“%1” is trained").arg(run), {});
        } else if (feed_->state() == State::Failed) {
            const QString why = feed_->error() ? QString::fromStdString(feed_->error()->message()) : QString();
            if (!isVisible())
                studio().say(Studio::Tone::Danger, tr("The training of “%1” failed").arg(run), tr("Show"),
                             [this] { studio().showPage("train"); });
            Q_EMIT studio().endedElsewhere(tr("The training of “%1” failed").arg(run), why);
        }
    });
    connect(feed_, &RunFeed::notAsked, this, [this](const Error& error) {
        asked_.clear();
        studio().say(error);
        updateActions();
    });
    connect(queue_, &RunQueue::runWanted, this, &TrainPage::look);
    connect(start_, &StartPanel::changed, this, &TrainPage::updateActions);
    connect(start_, &StartPanel::startWanted, this, [this] {
        if (startAction_->isEnabled()) primary();
    });
    connect(note_, &RunNote::resumeWanted, this, [this] { resumeRun(feed_->run()); });
    connect(note_, &RunNote::longerWanted, this, &TrainPage::askLonger);
    connect(note_, &RunNote::compareWanted, this, &TrainPage::compare);
    connect(charts_, &TrainCharts::exportFailed, this,
            [this](const QString& message) { studio().say(Studio::Tone::Danger, message); });
    connect(charts_, &TrainCharts::exported, this,
            [this](const QString& file) { studio().say(Studio::Tone::Success, tr("Exported to %1").arg(file)); });
    clock_.setInterval(1000);
    connect(&clock_, &QTimer::timeout, this, [this] {
        if (isVisible() && !starting_ && feed_->live()) figures_->show(*feed_);
    });
    clock_.start();
    const auto refresh = [this] {
        if (isVisible() && starting_) listRuns();
    };
    connect(&studio(), &Studio::progressed, this, refresh);
    connect(&studio().jobs(), &JobCenter::added, this, [this](client::JobId) {
        // Another page has started a training and looks at its run.
        if (isVisible() && !feed_->active()) activated();
    });
    if (session()) connect(session(), &Session::branchChanged, start_, &StartPanel::prepareNext);
    if (session())
        connect(session(), &Session::runChanged, this, [this] {
            if (isVisible()) activated();
        });
}

void TrainPage::activated() {
    if (!session()) return;
    if (session()->branch()) {
        showStart();
    } else if (!feed_->active()) {
        const QString run = session()->run();
        if (run.isEmpty())
            showStart();
        else if (run != feed_->run() || studio().jobs().trainingOf(run).value_or(-1) != feed_->job())
            look(run);
    }
    listRuns();
    update();
}

void TrainPage::look(const QString& run) {
    if (run != feed_->run() || !feed_->live()) {
        // What it said is read again.
        log_->clear();
        findings_->forget(run);
        feed_->show(run);
    }
    session()->setRun(run);
    showRun();
}

QStringList TrainPage::states() const {
    return {"empty",    "ready",     "loading", "waiting", "running", "paused",
            "stopping", "elsewhere", "done",    "stopped", "failed"};
}

QString TrainPage::state() const {
    if (starting_) return start_->complete() ? "ready" : "empty";
    switch (feed_->state()) {
        case State::None:
            return start_->complete() ? "ready" : "empty";
        case State::Loading:
            return "loading";
        case State::Waiting:
            return "waiting";
        case State::Running:
            return "running";
        case State::Paused:
            return "paused";
        case State::Stopping:
            return "stopping";
        case State::Elsewhere:
            return "elsewhere";
        case State::Done:
            return "done";
        case State::Stopped:
            return "stopped";
        case State::Failed:
            return "failed";
    }
    return {};
}

void TrainPage::showStart() {
    starting_ = true;
    listRuns();
    update();
}

void TrainPage::showRun() {
    starting_ = false;
    update();
}

// The folders of many runs take time to read.
void TrainPage::listRuns() {
    if (!session()) return;
    start_->refresh();
    QThreadPool::globalInstance()->start(
        [project = session()->project().folder(), number = ++listing_, guard = QPointer<TrainPage>(this)] {
            auto runs = runs::listRuns(project);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, number, runs = std::move(runs)] {
                    if (!guard || guard->listing_ != number) return;
                    guard->start_->refresh(runs);
                    guard->update();
                },
                Qt::QueuedConnection);
        });
}

// --- what the buttons do ---

void TrainPage::primary() {
    studio().showPage("train");  // from the palette: a form on another page hands in its last change
    if (!starting_) {
        start_->prepareNext();
        showStart();
        return;
    }
    if (start_->ready() && start_->confirmed()) start();
}

void TrainPage::start() {
    if (start_->resumes()) {
        resumeRun(start_->runName());
        return;
    }
    protocol::TrainRequest request;
    request.recipe = session()->recipe();
    request.project = session()->project().folder();
    const QString run = start_->runName();
    if (const auto branch = session()->branch()) {
        request.from = branch->from.toStdString();
        request.withOptimizer = branch->withOptimizer;
        session()->setBranch({});
    }
    request.run = run.toStdString();
    launched(studio().jobs().train(std::move(request)), run, false);
}

void TrainPage::resumeRun(const QString& run) {
    launched(studio().jobs().trainOn(session()->project().folder(), run.toStdString()), run, true);
}

void TrainPage::askLonger() {
    if (!feed_->info()) return;
    try {
        auto* dialog = LongerDialog::make(*feed_->info(), window());
        connect(dialog, &LongerDialog::longerWanted, this, [this, run = feed_->run()](const settings::Recipe& changes) {
            launched(studio().jobs().trainOn(session()->project().folder(), run.toStdString(), changes), run, true);
        });
        dialog->open();
    } catch (const Error& error) {
        studio().say(error);
    }
}

void TrainPage::launched(client::JobId job, const QString& run, bool resumed) {
    log_->clear();
    if (!resumed) findings_->forget(run);
    feed_->follow(job, run, resumed);
    session()->setRun(run);
    start_->prepareNext();
    showRun();
}

void TrainPage::pauseOrResume() {
    if (feed_->state() == State::Paused) {
        asked_ = "resume";
        feed_->send(protocol::Transition::Resume);
    } else if (feed_->state() == State::Running) {
        asked_ = "pause";
        feed_->send(protocol::Transition::Pause);
    }
    updateActions();
}

void TrainPage::stop() {
    feed_->send(protocol::Transition::Stop);
}

void TrainPage::saveNow() {
    asked_ = "save";
    feed_->send(protocol::Command::Save);
    updateActions();
}

void TrainPage::compare() {
    session()->setRun(feed_->run());
    studio().showPage("compare");
}

// --- what is shown ---

void TrainPage::update() {
    if (feed_->state() == State::None && !starting_) starting_ = true;
    setTitle(tr("Train"), starting_ || feed_->run().isEmpty()
                              ? tr("The model learns from your data, in the background, under live charts.")
                              : tr("Run “%1”").arg(feed_->run()));
    if (starting_)
        stack_->setCurrentWidget(start_);
    else if (feed_->state() == State::Loading)
        stack_->setCurrentWidget(loading_);
    else
        stack_->setCurrentWidget(runScroll_);
    if (!starting_) {
        figures_->show(*feed_);
        note_->show(*feed_, log_->tail(kTail));
    }
    queue_->show(starting_ ? QString() : feed_->run());
    updateActions();
}

void TrainPage::updateActions() {
    const State state = feed_->state();
    const bool active = !starting_ && (feed_->active() || feed_->reached());
    const bool training = active && (state == State::Running || state == State::Paused);
    startAction_->setEnabled(!starting_ || start_->ready());
    pauseAction_->setEnabled(training && asked_ != "pause" && asked_ != "resume");
    stopAction_->setEnabled(active && state != State::Stopping);
    saveAction_->setEnabled(training && asked_ != "save");
    for (const auto& [button, action] : {std::pair{startButton_, startAction_},
                                         {pauseButton_, pauseAction_},
                                         {stopButton_, stopAction_},
                                         {saveButton_, saveAction_}})
        button->setEnabled(action->isEnabled());
    for (QPushButton* button : {pauseButton_, stopButton_, saveButton_})
        button->setVisible(active);
    commands_->update(!starting_);

    // One primary button a page: a run that is done offers its comparison.
    const bool quiet = active || (!starting_ && state == State::Done);
    const bool waits = starting_ && !studio().jobs().active("train").empty();
    setKind(startButton_, quiet ? "" : "primary");
    startButton_->setIcon(icon(!starting_ ? "plus"
                               : waits    ? "queue"
                                          : "play",
                               quiet ? Role::TextMuted : Role::OnAccent));
    startButton_->setText(!starting_ ? tr("&New run") : waits ? tr("Add to the &queue") : tr("&Start"));
    const QString obstacle = starting_ ? start_->obstacle() : QString();
    startButton_->setToolTip(!starting_            ? tr("Back to the start, to train again; what trains goes on")
                             : !obstacle.isEmpty() ? obstacle
                             : waits               ? tr("Starts when the runs before it have ended")
                                                   : startAction_->toolTip());
    const bool paused = state == State::Paused;
    pauseButton_->setIcon(icon(paused ? "play" : "pause"));
    pauseButton_->setText(asked_ == "pause"    ? tr("Pausing…")
                          : asked_ == "resume" ? tr("Going on…")
                          : paused             ? tr("&Go on")
                                               : tr("&Pause"));
    pauseButton_->setToolTip(pauseAction_->toolTip());
    stopButton_->setText(state == State::Stopping ? tr("Stopping…") : tr("S&top"));
    stopButton_->setToolTip(stopAction_->toolTip());
    saveButton_->setText(asked_ == "save" ? tr("Saving…") : tr("Save no&w"));
    saveButton_->setToolTip(saveAction_->toolTip());
}

void TrainPage::retranslate() {
    loading_->showLoading(tr("Reading the run"));
    tabs_->setTabText(0, tr("Log"));
    tabs_->setTabToolTip(0, tr("What the training says"));
    tabs_->setTabText(1, answers_->count() > 0 ? tr("Answers (%1)").arg(answers_->count()) : tr("Answers"));
    tabs_->setTabToolTip(1, tr("What the model answers to a few samples as it learns"));
    splitter_->setAccessibleName(tr("Charts and log"));
    figures_->retranslate();
    findings_->retranslate();
    commands_->retranslate();
    update();
}

}  // namespace atelier::ui
