#include "pages/sweeps/sweep_view.h"

#include "chart/parallel_chart.h"
#include "controls.h"
#include "elided_label.h"
#include "flow_layout.h"
#include "pages/sweeps/sweep_words.h"
#include "pages/sweeps/trial_axes.h"
#include "pages/sweeps/trials_table.h"
#include "preferences.h"
#include "question_note.h"
#include "theme/icon.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

SweepView::SweepView(Preferences& preferences, QWidget* parent) : QFrame(parent), preferences_(preferences) {
    setProperty("kind", "card");
    setObjectName("sweep-view");
    build();
    connect(stop_, &QPushButton::clicked, this, &SweepView::stopWanted);
    connect(goOn_, &QPushButton::clicked, this,
            [this] { Q_EMIT goOnWanted(QString::fromStdString(news_.state.name)); });
    connect(best_, &QPushButton::clicked, this, &SweepView::bestWanted);
    connect(run_, &QPushButton::clicked, this, &SweepView::openChosen);
    connect(delete_, &QPushButton::clicked, this, &SweepView::askDelete);
    for (QPushButton* answer : {deleteAll_, deleteSweep_})
        connect(answer, &QPushButton::clicked, this, [this, answer] {
            const QString sweep = endQuestion();
            Q_EMIT deleteWanted(sweep, answer == deleteAll_);
        });
    connect(question_->leaveButton(), &QPushButton::clicked, this, [this] {
        endQuestion();
        delete_->setFocus();
    });
    connect(all_, &QPushButton::clicked, chart_, &ParallelChart::clearBrushes);
    connect(table_, &TrialsTable::opened, this, &SweepView::runWanted);
    connect(table_, &TrialsTable::chosenChanged, this, [this](int trial) {
        chart_->setCurrent(trial);
        tell();
    });
    connect(chart_, &ParallelChart::pointed, this, [this](int trial) {
        // Between the lines the chosen one stays to be seen.
        const int chosen = table_->chosen();
        if (trial >= 0 && trial != chosen) table_->choose(trial);
        if (trial < 0 && chosen >= 0 && chart_->passes(chosen)) chart_->setCurrent(chosen);
    });
    connect(chart_, &ParallelChart::chosen, this, [this](int trial) {
        table_->choose(trial);
        openChosen();
    });
    connect(chart_, &ParallelChart::brushesChanged, this, [this] {
        table_->setFilter([this](int trial) { return chart_->passes(trial); });
        tellFilter();
    });
    connect(splitter_, &QSplitter::splitterMoved, this,
            [this] { preferences_.setPlace("sweeps.chart", splitter_->saveState()); });
    retranslate();
}

void SweepView::build() {
    title_ = new ElidedLabel({}, Qt::ElideMiddle, this);
    title_->setObjectName("sweep-title");
    title_->setFont(theme().font(TextStyle::Heading));
    title_->setProperty("data", true);
    badge_ = new QLabel(this);
    badge_->setObjectName("sweep-badge");
    badge_->setProperty("kind", "badge");
    badge_->setFont(theme().font(TextStyle::Small));
    facts_ = new ElidedLabel({}, Qt::ElideRight, this);
    facts_->setObjectName("sweep-facts");
    facts_->setProperty("kind", "muted");
    auto* header = new QHBoxLayout;
    header->setSpacing(space::kSmall);
    header->addWidget(title_, 1);
    header->addWidget(badge_);

    actions_ = new QWidget(this);
    auto* flow = new FlowLayout(actions_, space::kSmall, space::kSmall);
    flow->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](const char* name, const char* drawing) {
        auto* button = new QPushButton(icon(drawing), {}, actions_);
        button->setObjectName(name);
        flow->addWidget(button);
        return button;
    };
    best_ = add("sweep-best", "success");
    run_ = add("sweep-run", "runs");
    goOn_ = add("sweep-go-on", "play");
    stop_ = add("sweep-stop", "stop");
    delete_ = add("sweep-delete", "trash");
    question_ = new QuestionNote("sweep-question", this);
    deleteAll_ = question_->addAnswer("sweep-delete-all");
    deleteSweep_ = question_->addAnswer("sweep-delete-yes");
    question_->leaveButton()->setObjectName("sweep-delete-no");
    filtered_ = new QLabel(this);
    filtered_->setObjectName("sweep-filtered");
    filtered_->setProperty("kind", "muted");
    all_ = new QPushButton(this);
    all_->setObjectName("sweep-all");
    all_->setProperty("kind", "link");
    auto* filter = new QHBoxLayout;
    filter->setSpacing(space::kSmall);
    filter->addWidget(filtered_);
    filter->addWidget(all_);
    filter->addStretch();

    chart_ = new ParallelChart(this);
    chart_->setObjectName("sweep-chart");
    auto* below = new QWidget(this);
    table_ = new TrialsTable(below);
    auto* rows = new QVBoxLayout(below);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kTight);
    rows->addLayout(filter);
    rows->addWidget(table_, 1);
    splitter_ = new QSplitter(Qt::Vertical, this);
    splitter_->setObjectName("sweep-splitter");
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(chart_);
    splitter_->addWidget(below);
    splitter_->setStretchFactor(0, 1);
    splitter_->setStretchFactor(1, 1);
    splitter_->restoreState(preferences_.place("sweeps.chart"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kMedium, space::kLarge, space::kMedium);
    layout->setSpacing(space::kSmall);
    layout->addLayout(header);
    layout->addWidget(facts_);
    layout->addWidget(actions_);
    layout->addWidget(question_);
    layout->addWidget(splitter_, 1);
}

void SweepView::show(const SweepNews& news, bool own, bool stopping, const QString& whyNot) {
    const bool other = news.state.name != news_.state.name;
    news_ = news;
    own_ = own;
    stopping_ = stopping;
    whyNot_ = whyNot;
    if (!asked_.isEmpty() && (other || !whyKept().isEmpty())) endQuestion();
    table_->setSweep(news_);
    if (other) chart_->clearBrushes();
    drawTrials();
    if (other && table_->chosen() < 0) table_->choose(news_.state.best ? static_cast<int>(*news_.state.best) : 0);
    tell();
    tellFilter();
}

void SweepView::drawTrials() {
    auto trials = trialAxes(news_.state);
    const int figure = static_cast<int>(trials.axes.size()) - 1;
    chart_->setData(std::move(trials.axes), std::move(trials.lines));
    chart_->setColoring(figure, news_.state.higherIsBetter);
    chart_->setMarked(news_.state.best ? static_cast<int>(*news_.state.best) : -1);
}

void SweepView::tell() {
    title_->setText(QString::fromStdString(news_.state.name));
    facts_->setText(sweepSummary(news_.state));
    const bool ended = endedTrials(news_.state) == static_cast<int>(news_.state.trials.size());
    badge_->setText(stopping_       ? tr("Stopping…")
                    : news_.running ? tr("Running")
                    : ended         ? tr("Complete")
                    : own_          ? tr("Waiting")
                                    : tr("Stopped"));
    setKind(badge_, news_.running || own_ ? "badge-accent" : ended ? "badge-success" : "badge-warning");
    stop_->setVisible(own_);
    stop_->setEnabled(!stopping_);
    goOn_->setVisible(!own_ && !ended && !news_.running);
    const QString why = !whyNot_.isEmpty() ? whyNot_
                        : !news_.resumable ? tr("The files that it was started with are not beside it")
                                           : QString();
    goOn_->setEnabled(why.isEmpty());
    goOn_->setToolTip(why.isEmpty() ? tr("Trains the trials that are left") : why);
    best_->setEnabled(news_.state.best.has_value());
    best_->setToolTip(news_.state.best ? tr("Puts the values of the best trial into the recipe")
                                       : tr("No trial has a figure yet"));
    run_->setEnabled(table_->chosen() >= 0);
    const QString kept = whyKept();
    delete_->setEnabled(kept.isEmpty());
    delete_->setToolTip(kept.isEmpty() ? tr("Moves the sweep to the trash, with the runs of its trials or without")
                                       : kept);
    question_->setText(
        tr("Move the sweep “%1” to the trash? The runs of its trials can go with it, or stay on the page Runs.")
            .arg(asked_));
}

QString SweepView::whyKept() const {
    return news_.running || own_ ? tr("A sweep that runs or waits cannot be deleted: stop it first") : whyNot_;
}

void SweepView::askDelete() {
    if (!delete_->isEnabled()) return;
    asked_ = QString::fromStdString(news_.state.name);
    actions_->hide();
    tell();
    question_->ask();
}

QString SweepView::endQuestion() {
    question_->hide();
    actions_->show();
    return std::exchange(asked_, {});
}

void SweepView::tellFilter() {
    const QLocale locale;
    const int all = static_cast<int>(news_.state.trials.size()), shown = table_->shown();
    filtered_->setText(chart_->brushed() ? tr("Trials: %1 of %2").arg(locale.toString(shown), locale.toString(all))
                                         : tr("Trials: %1").arg(locale.toString(all)));
    all_->setVisible(chart_->brushed());
}

void SweepView::openChosen() {
    if (const int trial = table_->chosen(); trial >= 0)
        Q_EMIT runWanted(QString::fromStdString(news_.state.trials[static_cast<std::size_t>(trial)].run));
}

void SweepView::retranslate() {
    setAccessibleName(tr("Chosen sweep"));
    stop_->setText(tr("S&top"));
    stop_->setToolTip(tr("Saves a checkpoint of the trial that is trained, and ends; it can be gone on with"));
    goOn_->setText(tr("&Go on"));
    best_->setText(tr("Use the &best"));
    run_->setText(tr("&Show the run"));
    run_->setToolTip(tr("Shows the chosen trial on the page Runs"));
    delete_->setText(tr("&Delete…"));
    deleteAll_->setText(tr("Sweep &and runs"));
    deleteAll_->setToolTip(tr("Both can be taken back from the trash"));
    deleteSweep_->setText(tr("Sweep &only"));
    deleteSweep_->setToolTip(tr("The runs of its trials stay"));
    question_->leaveButton()->setText(tr("&Keep"));
    question_->leaveButton()->setToolTip(tr("Nothing is deleted"));
    all_->setText(tr("Show all"));
    all_->setToolTip(tr("Takes the ranges on the axes back"));
    chart_->setAccessibleName(tr("Trials as lines over their settings"));
    chart_->setEmptyText(tr("The trials are drawn here: an axis a setting, a line a trial."));
    splitter_->setAccessibleName(tr("Chart and table"));
    table_->retranslate();
    if (news_.state.name.empty()) return;
    drawTrials();
    tell();
    tellFilter();
}

}  // namespace atelier::ui
