#include "pages/recipe/rate_finder.h"

#include "busy_spinner.h"
#include "card.h"
#include "client/worker_process.h"
#include "controls.h"
#include "flow_layout.h"
#include "format.h"
#include "pages/recipe/recipe_words.h"
#include "protocol/jobs/find_rate.h"
#include "rate_plot.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kFewestSteps = 10, kMostSteps = 2000, kFieldWidth = 88, kPlotHighest = 420;

// A rate as a field holds it: what a program reads in any language.
QString plain(double rate) {
    return QString::number(rate, 'g', 4).replace("e-0", "e-");
}

// A number and its field, side by side.
QWidget* pair(QLabel* label, QWidget* field) {
    auto* made = new QWidget;
    auto* row = new QHBoxLayout(made);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kTight);
    row->addWidget(label);
    row->addWidget(field);
    label->setBuddy(field);
    return made;
}

}  // namespace

RateFinder::RateFinder(Studio& studio, QWidget* parent)
    : QWidget(parent), studio_(studio), card_(new Card({}, this)), plot_(new RatePlot) {
    setObjectName("rate-finder");
    close_ = card_->addHeaderAction("close", {});
    close_->setObjectName("rate-close");
    intro_ = new QLabel;
    intro_->setWordWrap(true);
    intro_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    setKind(intro_, "muted");
    plot_->setObjectName("rate-plot");
    plot_->setMaximumHeight(kPlotHighest);
    auto* failureFrame = new QFrame;
    setKind(failureFrame, "note-danger");
    failure_ = new QLabel;
    failure_->setObjectName("rate-failure");
    failure_->setTextFormat(Qt::PlainText);
    failure_->setWordWrap(true);
    failure_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    failure_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    auto* failureRow = new QHBoxLayout(failureFrame);
    failureRow->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    failureRow->addWidget(failure_);
    failureFrame_ = failureFrame;
    QVBoxLayout* body = card_->body();
    body->addWidget(intro_);
    body->addWidget(buildInputs());
    body->addWidget(failureFrame_);
    body->addWidget(plot_, 1);
    body->addWidget(buildVerdict());
    body->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card_);

    connect(close_, &QToolButton::clicked, this, &RateFinder::closed);
    connect(plot_, &RatePlot::rateTaken, this, &RateFinder::rateTaken);
    connect(&studio_.jobs(), &JobCenter::news, this, &RateFinder::readNews);
    connect(&studio_.jobs(), &JobCenter::finished, this, &RateFinder::readEnd);
    connect(&theme(), &Theme::changed, this, &RateFinder::update);
}

QWidget* RateFinder::buildInputs() {
    auto* inputs = new QWidget;
    stepsLabel_ = new QLabel;
    lowestLabel_ = new QLabel;
    highestLabel_ = new QLabel;
    const protocol::FindRateRequest usual;
    steps_ = new QSpinBox;
    steps_->setObjectName("rate-steps");
    steps_->setRange(kFewestSteps, kMostSteps);
    steps_->setValue(static_cast<int>(usual.steps));
    const auto field = [this](const char* name, double value) {
        auto* made = new QLineEdit(plain(value));
        made->setObjectName(name);
        made->setFixedWidth(kFieldWidth);
        connect(made, &QLineEdit::textChanged, this, &RateFinder::update);
        connect(made, &QLineEdit::returnPressed, this, &RateFinder::start);
        return made;
    };
    lowest_ = field("rate-lowest", usual.lowest);
    highest_ = field("rate-highest", usual.highest);
    start_ = new QPushButton;
    start_->setObjectName("rate-start");
    setKind(start_, "primary");
    start_->setIcon(icon("play", Role::OnAccent));
    stop_ = new QPushButton;
    stop_->setObjectName("rate-stop");
    stop_->setIcon(icon("stop"));
    spinner_ = new BusySpinner(14);
    status_ = new QLabel;
    status_->setObjectName("rate-status");
    setKind(status_, "muted");
    auto* flow = new FlowLayout(inputs, space::kMedium, space::kSmall);
    flow->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget : {pair(stepsLabel_, steps_), pair(lowestLabel_, lowest_), pair(highestLabel_, highest_),
                            static_cast<QWidget*>(start_), static_cast<QWidget*>(stop_),
                            static_cast<QWidget*>(spinner_), static_cast<QWidget*>(status_)})
        flow->addWidget(widget);
    connect(start_, &QPushButton::clicked, this, &RateFinder::start);
    connect(stop_, &QPushButton::clicked, this, &RateFinder::stop);
    return inputs;
}

QWidget* RateFinder::buildVerdict() {
    verdictRow_ = new QWidget;
    verdict_ = new QLabel;
    verdict_->setObjectName("rate-verdict");
    verdict_->setWordWrap(true);
    verdict_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    use_ = new QPushButton;
    use_->setObjectName("rate-use");
    setKind(use_, "primary");
    use_->setIcon(icon("check", Role::OnAccent));
    useMost_ = new QPushButton;
    useMost_->setObjectName("rate-use-most");
    auto* row = new QHBoxLayout(verdictRow_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall);
    row->addWidget(verdict_, 1);
    row->addWidget(useMost_, 0, Qt::AlignVCenter);
    row->addWidget(use_, 0, Qt::AlignVCenter);
    connect(use_, &QPushButton::clicked, this, [this] { Q_EMIT rateTaken(RatePlot::rounded(*suggested_)); });
    connect(useMost_, &QPushButton::clicked, this, [this] { Q_EMIT rateTaken(RatePlot::rounded(*most_)); });
    return verdictRow_;
}

std::optional<double> RateFinder::typed(const QLineEdit* field) const {
    bool number = false;
    const double rate = field->text().trimmed().toDouble(&number);
    return number && rate > 0 && std::isfinite(rate) ? std::optional(rate) : std::nullopt;
}

QString RateFinder::missing() const {
    const Session* session = studio_.session();
    if (!session || session->model().isEmpty()) return tr("Choose a model first, on the page Model.");
    if (session->dataset().isEmpty()) return tr("Choose data first, on the page Data.");
    const auto low = typed(lowest_), high = typed(highest_);
    if (!low || !high) return tr("Both rates are numbers above 0, such as 1e-7.");
    if (*low >= *high) return tr("The highest rate lies above the lowest one.");
    return {};
}

void RateFinder::start() {
    if (busy() || !missing().isEmpty()) return;
    protocol::FindRateRequest request;
    request.recipe = studio_.session()->recipe();
    request.project = studio_.session()->project().folder();
    request.steps = steps_->value();
    request.lowest = *typed(lowest_);
    request.highest = *typed(highest_);
    plot_->clear();
    plot_->setRange(request.lowest, request.highest);
    problem_.clear();
    phase_.clear();
    progress_ = {};
    suggested_.reset();
    most_.reset();
    state_ = State::Waiting;
    job_ = studio_.jobs().start({"find_rate", tr("Find a learning rate").toStdString(), client::JobSpec::Lane::Engine},
                                client::engineWork(std::move(request)));
    update();
}

void RateFinder::stop() {
    if (busy()) studio_.jobs().cancel(job_);
}

void RateFinder::readNews(client::JobId job, const JobNews& news) {
    if (job != job_) return;
    state_ = studio_.jobs().status(job_).state == protocol::State::Idle ? State::Waiting : State::Running;
    if (news.phase) phase_ = phaseText(*news.phase);
    if (news.progress) progress_ = *news.progress;
    std::vector<RatePlot::Point> points;
    for (const protocol::Metrics& metrics : news.metrics) {
        const auto value = [&](const char* name) {
            const auto found = metrics.values.find(name);
            return found == metrics.values.end() ? std::nan("") : found->second;
        };
        if (const double rate = value("lr"); rate > 0) points.push_back({rate, value("loss"), value("smoothed_loss")});
    }
    if (!points.empty()) plot_->add(points);
    update();
}

void RateFinder::readEnd(client::JobId job) {
    if (job != job_) return;
    job_ = -1;
    const client::JobStatus status = studio_.jobs().status(job);
    state_ = status.state == protocol::State::Stopped ? State::Stopped : State::Failed;
    if (status.error && state_ == State::Failed) problem_ = describe(*status.error);
    if (status.state == protocol::State::Done) try {
            showResult(protocol::fromJson<protocol::FindRateResult>(status.result, "result"));
        } catch (const Error& error) {
            problem_ = describe(error);
        }
    update();
}

void RateFinder::showResult(const protocol::FindRateResult& result) {
    std::vector<RatePlot::Point> points;
    for (const auto& point : result.points)
        points.push_back({point.rate, point.loss, point.smoothed});
    plot_->clear();
    plot_->add(points);
    suggested_ = result.steepest;
    most_ = result.tenthOfLowest;
    diverged_ = result.diverged;
    state_ = suggested_ || most_ ? State::Found : State::Unclear;
}

void RateFinder::refresh() {
    update();
}

void RateFinder::useRate(QPushButton* button, const std::optional<double>& rate, const QString& tip) {
    button->setVisible(rate.has_value());
    if (!rate) return;
    button->setText(tr("Use %1", "a learning rate").arg(rateText(RatePlot::rounded(*rate))));
    button->setToolTip(tip);
}

QString RateFinder::statusText() const {
    switch (state_) {
        case State::Idle:
            return missing();
        case State::Waiting:
            return tr("waits for the job that runs");
        case State::Running:
            return progress_.total > 0 && !plot_->points().empty()
                       ? tr("Step %1 of %2").arg(locale().toString(progress_.done), locale().toString(progress_.total))
                       : phase_;
        case State::Stopped:
            return tr("Stopped. Nothing was kept.");
        case State::Found:
        case State::Unclear:
        case State::Failed:
            return missing();
    }
    return {};
}

void RateFinder::update() {
    const bool found = state_ == State::Found || state_ == State::Unclear;
    for (QWidget* field :
         {static_cast<QWidget*>(steps_), static_cast<QWidget*>(lowest_), static_cast<QWidget*>(highest_)})
        field->setEnabled(!busy());
    setStyleFlag(lowest_, "invalid", !typed(lowest_));
    setStyleFlag(highest_, "invalid", !typed(highest_));
    start_->setVisible(!busy());
    start_->setEnabled(missing().isEmpty());
    start_->setText(state_ == State::Idle ? tr("&Start") : tr("&Start again"));
    stop_->setVisible(busy());
    spinner_->setVisible(busy());
    status_->setText(statusText());
    status_->setVisible(!status_->text().isEmpty());
    failure_->setText(problem_);
    failureFrame_->setVisible(!problem_.isEmpty());
    verdictRow_->setVisible(found);
    intro_->setVisible(plot_->points().empty());  // the curve needs the room
    useRate(use_, suggested_, tr("Where the loss falls fastest; it becomes the recipe's learning rate"));
    useRate(useMost_, most_, tr("A tenth of the rate with the lowest loss: no more than this"));
    std::vector<RatePlot::Mark> marks;
    if (suggested_)
        marks.push_back(
            {*suggested_, tr("suggested: %1", "a learning rate").arg(rateText(RatePlot::rounded(*suggested_)))});
    if (most_)
        marks.push_back({*most_, tr("at most: %1", "a learning rate").arg(rateText(RatePlot::rounded(*most_))), true});
    plot_->setMarks(std::move(marks));
    const QString verdict =
        state_ == State::Unclear ? tr("The loss fell at no rate. Try more steps or a wider range, and look whether the "
                                      "samples have answers.")
        : diverged_ ? tr("The loss falls fastest at the suggested rate; far above it the training came apart.")
                    : tr("The loss falls fastest at the suggested rate; the training held up to the highest one.");
    verdict_->setText(verdict);
}

void RateFinder::retranslate() {
    card_->setTitle(tr("Find a learning rate"));
    setHint(close_, busy() ? tr("Back to the form; the search goes on") : tr("Back to the form"));
    intro_->setText(
        tr("Trains a few steps with a rate that rises from one to the next and watches the loss. Nothing of "
           "it is kept."));
    stepsLabel_->setText(tr("S&teps"));
    lowestLabel_->setText(tr("&From"));
    highestLabel_->setText(tr("T&o"));
    steps_->setToolTip(tr("More steps give a smoother curve and take longer"));
    lowest_->setToolTip(tr("The rate of the first step"));
    highest_->setToolTip(tr("The rate of the last step; the search ends earlier when the loss goes up steeply"));
    steps_->setAccessibleName(tr("Steps of the search"));
    lowest_->setAccessibleName(tr("Lowest rate"));
    highest_->setAccessibleName(tr("Highest rate"));
    start_->setToolTip(tr("Starts the search with the recipe as it is in the form"));
    stop_->setText(tr("Sto&p"));
    stop_->setToolTip(tr("Ends the search; nothing of it is kept"));
    plot_->setLabels(tr("Learning rate"), tr("Loss"));
    plot_->setAccessibleName(tr("Loss against learning rate"));
    plot_->setToolTip(tr("A click takes the rate of that point"));
    plot_->setEmptyText(tr("The curve appears here while the search goes."));
    update();
}

}  // namespace atelier::ui
