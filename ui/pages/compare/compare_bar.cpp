#include "pages/compare/compare_bar.h"

#include "combo_box.h"
#include "controls.h"
#include "pages/runs/run_words.h"
#include "theme/icon.h"
#include "theme/tokens.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kMostSamples = 1'000'000;

}  // namespace

CompareBar::CompareBar(QWidget* parent) : QWidget(parent) {
    runLabel_ = new QLabel(this);
    run_ = new ComboBox(12, this);
    run_->setObjectName("compare-run");
    run_->setMaximumWidth(480);
    run_->setProperty("data", true);
    runLabel_->setBuddy(run_);
    samplesLabel_ = new QLabel(this);
    samples_ = new QSpinBox(this);
    samples_->setObjectName("compare-sample-count");
    samples_->setRange(0, kMostSamples);
    samples_->setGroupSeparatorShown(true);
    samples_->setMinimumWidth(150);
    samplesLabel_->setBuddy(samples_);
    compare_ = new QPushButton(this);
    compare_->setObjectName("compare-start");
    compare_->setProperty("kind", "primary");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kSmall);
    layout->addWidget(runLabel_);
    layout->addWidget(run_, 1000);
    layout->addSpacing(space::kSmall);
    layout->addWidget(samplesLabel_);
    layout->addWidget(samples_);
    layout->addSpacing(space::kSmall);
    layout->addWidget(compare_);
    layout->addStretch(1);
    connect(run_, &QComboBox::activated, this, [this](int item) { Q_EMIT runChosen(run_->itemData(item).toString()); });
    connect(compare_, &QPushButton::clicked, this, &CompareBar::compareWanted);
}

void CompareBar::setRuns(const std::vector<runs::RunInfo>& runs) {
    const QString chosen = run_->currentData().toString();
    runs_ = runs;
    run_->clear();
    for (const auto& run : runs_) {
        const QString name = QString::fromStdString(run.name);
        QString text = name;
        if (run.started) {
            const auto time = QDateTime::fromSecsSinceEpoch(std::chrono::system_clock::to_time_t(*run.started));
            text = tr("%1 (%2)", "run, when it began").arg(name, momentText(time));
        }
        const bool compared = run.hasComparison;
        run_->addItem(icon(compared ? "check" : "runs", compared ? Role::Success : Role::TextMuted), text, name);
    }
    setRun(chosen);
}

bool CompareBar::has(const QString& run) const {
    return !run.isEmpty() && run_->findData(run) >= 0;
}

void CompareBar::setRun(const QString& run) {
    run_->setCurrentIndex(run_->findData(run));
}

std::int64_t CompareBar::samples() const {
    return samples_->value();
}

void CompareBar::retranslate() {
    runLabel_->setText(tr("R&un"));
    setHint(run_, tr("The run that is compared; ticked ones have a comparison"));
    samplesLabel_->setText(tr("&Samples"));
    samples_->setSpecialValueText(tr("As in the recipe"));
    setHint(samples_, tr("At most so many test samples, evenly chosen"));
    compare_->setText(tr("&Compare"));
    compare_->setToolTip(tr("Asks the model before and after tuning again"));
    setRuns(std::vector(runs_));
}

}  // namespace atelier::ui
