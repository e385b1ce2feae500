#include "pages/compare/compare_page.h"

#include "bridge/background.h"
#include "client/worker_process.h"
#include "controls.h"
#include "pages/compare/answer_votes.h"
#include "pages/compare/compare_bar.h"
#include "pages/compare/compare_progress.h"
#include "pages/compare/comparison_view.h"
#include "pages/compare/sample_panel.h"
#include "state_view.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

struct Listing {
    std::vector<runs::RunInfo> runs;
    std::map<QString, KeptComparison::Time> times;
};

Listing runsWithResult(const std::filesystem::path& project) {
    Listing listing;
    for (auto& run : runs::listRuns(project)) {
        if (!run.hasAdapter && !run.hasModel) continue;
        listing.times[QString::fromStdString(run.name)] = comparisonTime(run.folder);
        listing.runs.push_back(std::move(run));
    }
    return listing;
}

QString nameOf(const runs::RunInfo& run) {
    return QString::fromStdString(run.name);
}

}  // namespace

ComparePage::ComparePage(Studio& studio, QWidget* parent) : Page(studio, "compare", parent) {
    build();
    addActions();
    connect(&studio, &Studio::projectChanged, this, &ComparePage::forgetProject);
    connect(&studio.jobs(), &JobCenter::news, this, &ComparePage::hear);
    connect(&studio.jobs(), &JobCenter::finished, this, &ComparePage::noteEnd);
    forgetProject();
}

void ComparePage::build() {
    votes_ = new AnswerVotes(studio(), this);
    connect(votes_, &AnswerVotes::changed, this, &ComparePage::showVotes);
    connect(votes_, &AnswerVotes::refused, this, [this](const Error& error) { this->studio().say(error); });
    blind_ = new QPushButton(icon("compare"), {}, this);
    blind_->setObjectName("compare-blind");
    blind_->setCheckable(true);
    blind_->setProperty("kind", "quiet");
    headerActions()->addWidget(blind_);
    connect(blind_, &QPushButton::clicked, this, [this](bool on) { view_->setBlind(on); });
    report_ = new QPushButton(icon("export"), {}, this);
    report_->setObjectName("compare-report");
    report_->setProperty("kind", "quiet");
    folder_ = new QPushButton(icon("folder"), {}, this);
    folder_->setObjectName("compare-folder");
    folder_->setProperty("kind", "quiet");
    headerActions()->addWidget(report_);
    headerActions()->addWidget(folder_);
    connect(report_, &QPushButton::clicked, this, &ComparePage::openReport);
    connect(folder_, &QPushButton::clicked, this, [this] {
        if (const auto* run = chosenRun()) openFile(run->folder);
    });

    bar_ = new CompareBar(this);
    connect(bar_, &CompareBar::runChosen, this, &ComparePage::choose);
    connect(bar_, &CompareBar::compareWanted, this, &ComparePage::start);

    stateView_ = new StateView(this);
    stateView_->setObjectName("compare-state");
    connect(stateView_, &StateView::primaryTriggered, this, [this] {
        if (state_ == State::Empty)
            this->studio().showPage("train");
        else
            start();
    });
    connect(stateView_, &StateView::secondaryTriggered, this, [this] {
        if (state_ == State::Empty) return this->studio().showPage("runs");
        failed_.erase(run_);
        readComparison();
    });
    progress_ = new CompareProgress(this);
    connect(progress_, &CompareProgress::cancelWanted, this, [this] {
        if (working_) this->studio().jobs().cancel(working_->job);
    });

    view_ = new ComparisonView(studio().preferences(), *votes_, this);
    connect(view_, &ComparisonView::blindChanged, this, &ComparePage::showVotes);
    connect(view_, &ComparisonView::datasetWanted, this, [this](const QString& dataset) {
        session()->setDataset(dataset);
        this->studio().showPage("data");
    });
    connect(view_, &ComparisonView::otherWanted, this, &ComparePage::showOther);

    stack_ = new QStackedWidget(this);
    stack_->addWidget(stateView_);
    stack_->addWidget(progress_);
    stack_->addWidget(view_);
    content()->addWidget(bar_);
    content()->addWidget(stack_, 1);
}

void ComparePage::addActions() {
    Actions& actions = studio().actions();
    const auto group = [] { return tr("Compare"); };
    actions.add(this,
                {"compare.start", group, [] { return tr("Compare before and after"); },
                 [] { return tr("Asks the model before and after tuning the same questions"); }, "compare"},
                [this] { start(); });
    actions.add(this,
                {"compare.next", group, [] { return tr("Next sample"); },
                 [] { return tr("Shows the next sample of the list"); }, "chevron-down", Qt::Key_J},
                [this] { view_->step(1); });
    actions.add(this,
                {"compare.previous", group, [] { return tr("Previous sample"); },
                 [] { return tr("Shows the previous sample of the list"); }, "chevron-up", Qt::Key_K},
                [this] { view_->step(-1); });
    actions.add(this,
                {"compare.find", group, [] { return tr("Find a sample"); },
                 [] { return tr("Searches all texts of the comparison"); }, "search", QKeySequence::Find},
                [this] { view_->focusSearch(); });
    actions.add(this,
                {"compare.blind", group, [] { return tr("Vote blind"); },
                 [] { return tr("Asks which of two answers is better, without saying whose they are"); }, "compare",
                 QKeySequence("Ctrl+B")},
                [this] {
                    this->studio().showPage("compare");
                    view_->setBlind(!view_->blind());
                });
    using Vote = VoteBar::Vote;
    const auto addVote = [&](const char* id, Actions::Text text, Actions::Text help, const char* drawing, Qt::Key key,
                             Vote vote) {
        actions.add(this, {id, group, std::move(text), std::move(help), drawing, QKeySequence(key)},
                    [this, vote] { view_->panel().vote(vote); });
    };
    addVote(
        "compare.first", [] { return tr("The first answer is better"); },
        [] { return tr("Keeps both as a pair for preference tuning, the first one preferred"); }, "check", Qt::Key_1,
        Vote::First);
    addVote(
        "compare.second", [] { return tr("The second answer is better"); },
        [] { return tr("Keeps both as a pair for preference tuning, the second one preferred"); }, "check", Qt::Key_2,
        Vote::Second);
    addVote(
        "compare.good", [] { return tr("Both answers are good"); },
        [] { return tr("Keeps both as good answers: feedback for preference tuning"); }, "thumb-up", Qt::Key_3,
        Vote::Good);
    addVote(
        "compare.bad", [] { return tr("Both answers are bad"); },
        [] { return tr("Keeps both as bad answers: feedback for preference tuning"); }, "thumb-down", Qt::Key_4,
        Vote::Bad);
    actions.add(this,
                {"compare.undo", group, [] { return tr("Undo the last vote"); },
                 [] { return tr("Removes what was saved for it"); }, "undo", QKeySequence::Undo},
                [this] { view_->undoVote(); });
    connect(&studio().shortcuts(), &Shortcuts::changed, this, &ComparePage::showVotes);
    actions.add(this,
                {"compare.report", group, [] { return tr("Open the report"); },
                 [] { return tr("Opens the whole comparison as one page in the browser"); }, "export"},
                [this] { openReport(); });
}

void ComparePage::forgetProject() {
    ++turn_;
    runs_.clear();
    times_.clear();
    failed_.clear();
    working_.reset();
    reporting_.reset();
    compared_ = {};
    run_.clear();
    listed_ = false;
    view_->setRun({});
    votes_->clear();
    if (session())
        connect(session(), &Session::runChanged, this, [this] {
            if (listed_) fillRuns();
        });
    setState(State::Empty);
    if (isVisible()) listRuns();
}

void ComparePage::activated() {
    listRuns();
}

void ComparePage::listRuns() {
    if (!session()) return;
    if (!listed_) setState(State::Loading);
    inBackground(
        this, [project = session()->project().folder()] { return runsWithResult(project); },
        [this, turn = turn_](Outcome<Listing> outcome) {
            if (turn != turn_ || !outcome.value) return;
            listed_ = true;
            runs_ = std::move(outcome.value->runs);
            times_ = std::move(outcome.value->times);
            fillRuns();
        });
}

// The run that the project is at, else the one that is shown, else the newest.
void ComparePage::fillRuns() {
    bar_->setRuns(runs_);
    QString chosen = session() ? session()->run() : QString();
    if (!bar_->has(chosen)) chosen = run_;
    if (!bar_->has(chosen)) chosen = runs_.empty() ? QString() : nameOf(runs_.front());
    bar_->setRun(chosen);
    const bool same = chosen == run_ && state_ == State::Done && times_[chosen] == compared_.time;
    run_ = chosen;
    if (!same) showRun();
}

void ComparePage::choose(const QString& run) {
    if (run == run_) return;
    run_ = run;
    showRun();
    if (session()) session()->setRun(run);
}

const runs::RunInfo* ComparePage::chosenRun() const {
    for (const auto& run : runs_)
        if (nameOf(run) == run_) return &run;
    return nullptr;
}

void ComparePage::showRun() {
    const auto* run = chosenRun();
    if (!run)
        setState(State::Empty);
    else if (working_ && working_->run == run_)
        setState(State::Comparing);
    else if (failed_.contains(run_))
        setState(State::Error);
    else if (run->hasComparison)
        readComparison();
    else
        setState(State::Ready);
}

void ComparePage::readComparison() {
    const auto* run = chosenRun();
    if (!run) return;
    setState(State::Loading);
    inBackground(
        this, [folder = run->folder] { return readKeptComparison(folder); },
        [this, turn = turn_, name = run_](Outcome<KeptComparison> outcome) {
            if (turn != turn_ || name != run_ || state_ != State::Loading) return;
            if (outcome.value)
                showComparison(std::move(*outcome.value));
            else
                fail(name, *outcome.error);
        });
}

void ComparePage::start() {
    const auto* run = chosenRun();
    if (!run || working_) return;
    const auto result = std::make_shared<KeptComparison>();
    const auto request = this->request(*run);
    auto work = [request, result, folder = run->folder](protocol::Control& control,
                                                        const protocol::EventSink& events) -> Json {
        const Json answered = client::engineWork(request)(control, events);
        events(protocol::PhaseChanged{"saving"});
        result->run = makeComparedRun(protocol::fromJson<protocol::Comparison>(answered, "the comparison"));
        try {
            writeRunReport(result->run->comparison, folder);
            result->time = comparisonTime(folder);
        } catch (const Error& error) {
            events(protocol::Message{protocol::Message::Level::Warning, error.what()});
        }
        return {{"run", request.run}, {"samples", result->run->rows.size()}};
    };
    failed_.erase(run_);
    const auto job = studio().jobs().start(
        {"compare", tr("Compare “%1”").arg(run_).toStdString(), client::JobSpec::Lane::Engine}, std::move(work));
    working_ = Working{job, run_, result};
    progress_->start(run_, request.contestants);
    progress_->setWaiting(studio().jobs().status(job).state == protocol::State::Idle);
    setState(State::Comparing);
}

// The run before and after tuning, or the contestants whose answers are shown.
protocol::CompareRequest ComparePage::request(const runs::RunInfo& run) const {
    protocol::CompareRequest request{session()->project().folder(), run.name, bar_->samples()};
    if (state_ != State::Done) return request;
    const auto& shown = compared_.run->comparison;
    request.contestants = shown.contestants;
    request.baseline = shown.baseline;
    for (auto& contestant : request.contestants)
        if (protocol::runContestant(contestant.name)) contestant.model.clear(), contestant.adapters.clear();
    return request;
}

void ComparePage::hear(client::JobId job, const JobNews& news) {
    if (!working_ || working_->job != job) return;
    if (news.state && news.state->state == protocol::State::Stopping) progress_->setStopping();
    if (news.state && news.state->state == protocol::State::Running) progress_->setWaiting(false);
    if (news.phase) progress_->setPhase(*news.phase);
    if (news.progress) progress_->setProgress(*news.progress);
    for (const auto& message : news.messages)
        if (message.level == protocol::Message::Level::Warning)
            studio().say(Studio::Tone::Warning, QString::fromStdString(message.text));
}

void ComparePage::noteEnd(client::JobId job) {
    if (reporting_ && reporting_->job == job) {
        const auto file = std::exchange(reporting_, {})->file;
        const auto status = studio().jobs().status(job);
        if (status.state == protocol::State::Done) openFile(file);
        if (status.error && status.error->kind() != Error::Kind::Interrupted) studio().say(*status.error);
        return;
    }
    if (!working_ || working_->job != job) {
        if (isVisible()) listRuns();  // a training may have ended
        return;
    }
    const Working ended = *std::exchange(working_, {});
    const auto status = studio().jobs().status(job);
    const bool shown = ended.run == run_ && state_ == State::Comparing;
    if (status.state == protocol::State::Done && ended.result->run) {
        times_[ended.run] = ended.result->time;
        for (auto& run : runs_)
            if (nameOf(run) == ended.run) run.hasComparison = ended.result->time.has_value();
        if (shown) showComparison(*ended.result);
        if (!isVisible())
            studio().say(Studio::Tone::Success, tr("“%1” is compared").arg(ended.run), tr("Show"),
                         [this] { this->studio().showPage("compare"); });
    } else if (status.error && status.error->kind() != Error::Kind::Interrupted) {
        fail(ended.run, *status.error);
    } else if (shown) {
        showRun();  // stopped: what was there before
    }
    if (isVisible()) listRuns();
}

void ComparePage::fail(const QString& run, const Error& error) {
    failed_.insert_or_assign(run, error);
    if (run == run_) setState(State::Error);
}

void ComparePage::showComparison(KeptComparison comparison) {
    compared_ = std::move(comparison);
    view_->setRun(compared_.run);
    if (const auto* run = chosenRun()) votes_->setRun(*run, compared_.run);
    setState(State::Done);
}

void ComparePage::showOther(std::size_t contestant) {
    inBackground(
        this, [shown = compared_.run, contestant] { return makeComparedRun(shown->comparison, contestant); },
        [this, shown = compared_.run](Outcome<ComparedRunPtr> outcome) {
            if (shown != compared_.run || !outcome.value) return;
            compared_.run = std::move(*outcome.value);
            view_->exchangeRun(compared_.run);
            votes_->exchangeRun(compared_.run);
        });
}

QString ComparePage::state() const {
    return states()[static_cast<int>(state_)];
}

void ComparePage::setState(State state) {
    state_ = state;
    tellState();
    stack_->setCurrentWidget(state == State::Done        ? view_
                             : state == State::Comparing ? static_cast<QWidget*>(progress_)
                                                         : stateView_);
    const bool any = !runs_.empty();
    bar_->setVisible(any);
    // Elsewhere the state's own button is the one to press.
    bar_->button()->setVisible(state == State::Done);
    bar_->button()->setEnabled(!working_);
    report_->setVisible(state == State::Done);
    folder_->setVisible(any);
    for (const char* id : {"compare.next", "compare.previous", "compare.find", "compare.report"})
        if (QAction* action = studio().actions().find(id)) action->setEnabled(state == State::Done);
    if (QAction* action = studio().actions().find("compare.start")) action->setEnabled(any && !working_);
    showVotes();
}

void ComparePage::showVotes() {
    const bool done = state_ == State::Done;
    const QString obstacle = votes_->obstacle();
    const bool can = done && obstacle.isEmpty();
    blind_->setVisible(done);
    blind_->setEnabled(can);
    blind_->setChecked(view_->blind());
    blind_->setText(view_->blind() ? tr("&End voting") : tr("Vote &blind"));
    setHint(blind_, can ? studio().actions().hint("compare.blind") : obstacle);
    bar_->setVisible(!runs_.empty() && !view_->blind());
    report_->setVisible(done && !view_->blind());
    const auto enable = [this](const char* id, bool on) {
        if (QAction* action = studio().actions().find(id)) action->setEnabled(on && isVisible());
    };
    for (const char* id : {"compare.first", "compare.second", "compare.good", "compare.bad"})
        enable(id, can);
    enable("compare.undo", can && votes_->canUndo());
    if (QAction* action = studio().actions().find("compare.blind")) action->setEnabled(can);
    const auto keys = [this](const char* id) { return keyText(studio().shortcuts().keys(id)); };
    view_->panel().votes().setKeys(
        {keys("compare.first"), keys("compare.second"), keys("compare.good"), keys("compare.bad")},
        keys("compare.undo"));
}

void ComparePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    showVotes();
}

// Their keys are the page's own.
void ComparePage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    showVotes();
}

void ComparePage::tellState() {
    const auto* run = chosenRun();
    switch (state_) {
        case State::Empty:
            stateView_->showEmpty("compare", tr("Nothing to compare yet"),
                                  tr("Train a model first. Then its answers before and after stand here side by side, "
                                     "with what became better and what became worse."));
            stateView_->setPrimaryAction(tr("Go to &training"), tr("Opens the page Train"));
            break;
        case State::Ready:
            stateView_->showEmpty("compare", tr("“%1” has not been compared").arg(run_),
                                  tr("The model answers the test samples twice, before and after tuning. This takes "
                                     "about as long as one evaluation for each."));
            stateView_->setPrimaryAction(tr("&Compare"), tr("Asks the model before and after tuning"));
            break;
        case State::Loading:
            stateView_->showLoading(listed_ ? tr("Opening the comparison") : tr("Looking for runs"));
            break;
        case State::Error: {
            const auto found = failed_.find(run_);
            if (found == failed_.end()) break;
            stateView_->showError(tr("“%1” could not be compared").arg(run_), describe(found->second),
                                  QString::fromStdString(found->second.what()));
            stateView_->setPrimaryAction(tr("Compare &again"), tr("Starts the comparison again"));
            if (run && run->hasComparison)
                stateView_->setSecondaryAction(tr("Open the &kept one"),
                                               tr("Reads the comparison in the run's folder"));
            break;
        }
        case State::Comparing:
        case State::Done:
            break;
    }
}

void ComparePage::openReport() {
    const auto* run = chosenRun();
    if (!run || !compared_.run || reporting_) return;
    if (hasReport(run->folder)) return openFile(reportFile(run->folder));
    const auto job =
        studio().jobs().start({"report", tr("Report of “%1”").arg(run_).toStdString(), client::JobSpec::Lane::Light},
                              [compared = compared_.run, folder = run->folder](
                                  protocol::Control&, const protocol::EventSink& events) -> Json {
                                  events(protocol::PhaseChanged{"saving"});
                                  writeRunReport(compared->comparison, folder);
                                  return {};
                              });
    reporting_ = ReportWork{job, reportFile(run->folder)};
}

void ComparePage::openFile(const std::filesystem::path& file) {
    const QString path = QString::fromStdString(file.string());
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
        studio().say(Studio::Tone::Warning, tr("No program opens %1").arg(path));
}

void ComparePage::retranslate() {
    setTitle(tr("Compare"), tr("Answers before and after tuning, on samples that were not trained on."));
    report_->setText(tr("Open &report"));
    report_->setToolTip(tr("Opens the whole comparison as one page in the browser"));
    folder_->setText(tr("Show &folder"));
    folder_->setToolTip(tr("Opens the run's folder"));
    bar_->retranslate();
    view_->retranslate();
    progress_->retranslate();
    showVotes();
    tellState();
}

}  // namespace atelier::ui
