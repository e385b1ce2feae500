#include "pages/compare/compare_progress.h"

#include "busy_spinner.h"
#include "format.h"
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
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(space::kMedium);
    grid_->setVerticalSpacing(space::kSmall);
    grid_->setColumnStretch(1, 1);
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
    column->addLayout(grid_);
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

void CompareProgress::makeLines(const std::vector<protocol::Contestant>& contestants) {
    for (const Line& line : lines_)
        for (QWidget* widget : std::initializer_list<QWidget*>{line.name, line.bar, line.count})
            delete widget;
    lines_.clear();
    for (std::size_t i = 0; i < contestants.size(); ++i) {
        Line line{contestants[i], new QLabel(this), new QLabel(this), new QProgressBar(this)};
        line.bar->setTextVisible(false);
        line.count->setObjectName(QString("compare-count-%1").arg(i));
        line.count->setProperty("kind", "muted");
        const int row = static_cast<int>(i);
        grid_->addWidget(line.name, row, 0);
        grid_->addWidget(line.bar, row, 1);
        grid_->addWidget(line.count, row, 2, Qt::AlignRight);
        lines_.push_back(std::move(line));
    }
}

void CompareProgress::start(const QString& run, const std::vector<protocol::Contestant>& contestants) {
    run_ = run;
    phase_ = {};
    answering_ = -1;
    secondsLeft_ = -1;
    waiting_ = stopping_ = false;
    makeLines(contestants);
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

void CompareProgress::setPhase(const protocol::PhaseChanged& phase) {
    waiting_ = false;
    phase_ = phase;
    // The last progress of a contestant may come before its end.
    if (answering_ >= 0)
        lines_[static_cast<std::size_t>(answering_)].done = lines_[static_cast<std::size_t>(answering_)].total;
    answering_ = -1;
    if (phase.phase == "answering")
        for (std::size_t i = 0; i < lines_.size(); ++i)
            if (lines_[i].contestant.name == phase.contestant) answering_ = static_cast<int>(i);
    secondsLeft_ = -1;
    tell();
}

void CompareProgress::setProgress(const protocol::Progress& progress) {
    if (answering_ < 0) return;
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
                         : answering_ < 0 ? (phase_.phase.empty() ? tr("Starting") : phaseText(phase_))
                         : left.isEmpty() ? tr("Answering")
                                          : tr("Answering: %1").arg(left));
    for (Line& line : lines_) {
        line.name->setText(contestantTitle(line.contestant.shown()));
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
