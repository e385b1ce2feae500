#include "pages/compare/compare_progress.h"

#include "busy_spinner.h"
#include "format.h"
#include "pages/compare/compared_run.h"
#include "theme/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWidth = 460;
constexpr std::array<const char*, 2> kContestants{"vanilla", "tuned"};

// "answering (tuned)" is the phase of the second contestant.
int contestantOf(const std::string& phase) {
    for (std::size_t i = 0; i < kContestants.size(); ++i)
        if (phase == "answering (" + std::string(kContestants[i]) + ")") return static_cast<int>(i);
    return -1;
}

}  // namespace

CompareProgress::CompareProgress(QWidget* parent) : QWidget(parent) {
    setObjectName("compare-progress");
    title_ = new QLabel(this);
    title_->setFont(theme().font(TextStyle::Title));
    title_->setAlignment(Qt::AlignHCenter);
    title_->setWordWrap(true);
    phaseLabel_ = new QLabel(this);
    phaseLabel_->setObjectName("compare-phase");
    phaseLabel_->setProperty("kind", "muted");
    phaseLabel_->setAlignment(Qt::AlignHCenter);
    phaseLabel_->setWordWrap(true);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        Line& line = lines_[i];
        line.name = new QLabel(this);
        line.bar = new QProgressBar(this);
        line.bar->setTextVisible(false);
        line.count = new QLabel(this);
        line.count->setObjectName(QString("compare-count-%1").arg(i));
        line.count->setProperty("kind", "muted");
        const int row = static_cast<int>(i);
        grid->addWidget(line.name, row, 0);
        grid->addWidget(line.bar, row, 1);
        grid->addWidget(line.count, row, 2, Qt::AlignRight);
    }
    cancel_ = new QPushButton(this);
    cancel_->setObjectName("compare-cancel");
    connect(cancel_, &QPushButton::clicked, this, &CompareProgress::cancelWanted);

    auto* frame = new QWidget(this);
    frame->setMaximumWidth(kWidth);
    auto* column = new QVBoxLayout(frame);
    column->setSpacing(space::kSmall);
    column->addWidget(new BusySpinner(36, frame), 0, Qt::AlignHCenter);
    column->addSpacing(space::kTight);
    column->addWidget(title_);
    column->addWidget(phaseLabel_);
    column->addSpacing(space::kMedium);
    column->addLayout(grid);
    column->addSpacing(space::kMedium);
    column->addWidget(cancel_, 0, Qt::AlignHCenter);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(frame, 1000);
    middle->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addLayout(middle);
    layout->addStretch(3);
}

void CompareProgress::start(const QString& run) {
    run_ = run;
    phase_.clear();
    answering_ = -1;
    secondsLeft_ = -1;
    waiting_ = stopping_ = false;
    for (Line& line : lines_)
        line.done = line.total = 0;
    tell();
}

void CompareProgress::setWaiting(bool waiting) {
    waiting_ = waiting;
    tell();
}

void CompareProgress::setStopping() {
    stopping_ = true;
    tell();
}

void CompareProgress::setPhase(const std::string& phase) {
    waiting_ = false;
    phase_ = phase;
    answering_ = contestantOf(phase);
    secondsLeft_ = -1;
    tell();
}

void CompareProgress::setProgress(const protocol::Progress& progress) {
    if (answering_ < 0) return;
    // News are folded: those before may have ended unheard.
    for (int i = 0; i < answering_; ++i)
        lines_[static_cast<std::size_t>(i)].done = lines_[static_cast<std::size_t>(i)].total = progress.total;
    Line& line = lines_[static_cast<std::size_t>(answering_)];
    line.done = progress.done;
    line.total = progress.total;
    secondsLeft_ = progress.secondsLeft;
    tell();
}

void CompareProgress::tell() {
    title_->setText(tr("Comparing “%1”").arg(run_));
    const QString left = timeLeftText({0, 0, secondsLeft_});
    phaseLabel_->setText(stopping_        ? tr("Stopping")
                         : waiting_       ? tr("Waiting for its turn: another job uses the engine")
                         : answering_ < 0 ? (phase_.empty() ? tr("Starting") : phaseText(phase_))
                         : left.isEmpty() ? tr("Answering")
                                          : tr("Answering: %1").arg(left));
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        Line& line = lines_[i];
        line.name->setText(contestantName(kContestants[i]));
        line.bar->setRange(0, static_cast<int>(std::max<std::int64_t>(1, line.total)));
        line.bar->setValue(static_cast<int>(line.done));
        line.bar->setAccessibleName(line.name->text());
        line.count->setText(line.total > 0 ? tr("%1 of %2 answers")
                                                 .arg(QLocale().toString(static_cast<qlonglong>(line.done)),
                                                      QLocale().toString(static_cast<qlonglong>(line.total)))
                                           : tr("not yet"));
    }
    cancel_->setEnabled(!stopping_);
}

void CompareProgress::retranslate() {
    cancel_->setText(tr("&Cancel"));
    cancel_->setToolTip(tr("Stops the comparison; nothing of it is kept"));
    tell();
}

}  // namespace atelier::ui
