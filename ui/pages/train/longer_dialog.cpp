#include "pages/train/longer_dialog.h"

#include "controls.h"
#include "theme/icon.h"
#include "theme/tokens.h"
#include "training/options.h"

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

#include <algorithm>
#include <cmath>
#include <limits>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kWidth = 460;
constexpr double kMostEpochs = 1e6;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LongerDialog)
};

}  // namespace

QString whyNotLonger(const runs::RunInfo& run) {
    if (run.state == runs::RunInfo::State::Running)
        return Words::tr("The run is being trained: wait until it has ended.");
    if (!run.parts.empty())
        return Words::tr(
            "A run made of stages or folds cannot be made longer. Start a new run from its result instead: "
            "Branch… on the page Runs.");
    if (!run.resumable)
        return Words::tr(
            "The run has kept no checkpoint to go on from (save_strategy). Start a new run from its result "
            "instead: Branch… on the page Runs.");
    return {};
}

LongerDialog* LongerDialog::make(const runs::RunInfo& run, QWidget* parent) {
    return new LongerDialog(run, settings::Recipe::load(run.recipe), parent);
}

LongerDialog::LongerDialog(const runs::RunInfo& run, const settings::Recipe& recipe, QWidget* parent)
    : QDialog(parent), steps_(run.steps) {
    setObjectName("longer-dialog");
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Train “%1” longer").arg(QString::fromStdString(run.name)));
    const auto options = training::TrainOptions::read(recipe);
    epochs_ = options.epochs;
    maxSteps_ = options.maxSteps;
    const QLocale locale;
    auto* text =
        new QLabel(maxSteps_ > 0 ? tr("It has made %1 of %2 steps.")
                                       .arg(locale.toString(qlonglong(steps_)), locale.toString(qlonglong(maxSteps_)))
                                 : tr("It has made %1 steps in %2 epochs.")
                                       .arg(locale.toString(qlonglong(steps_)), locale.toString(epochs_)));
    text->setObjectName("longer-text");
    text->setWordWrap(true);
    byEpochs_ = new QRadioButton(tr("Total &epochs"));
    byEpochs_->setObjectName("longer-by-epochs");
    bySteps_ = new QRadioButton(tr("Total &steps"));
    bySteps_->setObjectName("longer-by-steps");
    newEpochs_ = new QDoubleSpinBox;
    newEpochs_->setObjectName("longer-epochs");
    newEpochs_->setDecimals(2);
    newEpochs_->setRange(0.01, kMostEpochs);
    newEpochs_->setValue(std::max(1.0, std::ceil(2 * epochs_)));
    newEpochs_->setAccessibleName(tr("Total epochs"));
    newSteps_ = new QSpinBox;
    newSteps_->setObjectName("longer-steps");
    newSteps_->setRange(1, std::numeric_limits<int>::max());
    newSteps_->setValue(static_cast<int>(
        std::clamp<std::int64_t>(2 * std::max<std::int64_t>(1, steps_), 1, std::numeric_limits<int>::max())));
    newSteps_->setAccessibleName(tr("Total steps"));
    (maxSteps_ > 0 ? bySteps_ : byEpochs_)->setChecked(true);
    auto* note =
        new QLabel(tr("Training continues from the last checkpoint, with the optimizer's state. The learning rate "
                      "follows the schedule of the whole new length from there on."));
    note->setWordWrap(true);
    setKind(note, "muted");
    problem_ = new QLabel;
    problem_->setObjectName("longer-problem");
    problem_->setTextFormat(Qt::PlainText);
    problem_->setWordWrap(true);
    setKind(problem_, "danger");
    auto* cancel = new QPushButton(tr("Cancel"));
    go_ = new QPushButton(icon("play", Role::OnAccent), tr("&Train longer"));
    go_->setObjectName("longer-go");
    setKind(go_, "primary");
    go_->setDefault(true);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(1, 1);
    grid->addWidget(byEpochs_, 0, 0);
    grid->addWidget(newEpochs_, 0, 1);
    grid->addWidget(bySteps_, 1, 0);
    grid->addWidget(newSteps_, 1, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(go_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    layout->setSpacing(space::kMedium);
    layout->addWidget(text);
    layout->addLayout(grid);
    layout->addWidget(note);
    layout->addWidget(problem_);
    layout->addLayout(row);
    setMinimumWidth(kWidth);

    connect(byEpochs_, &QRadioButton::toggled, this, &LongerDialog::check);
    connect(newEpochs_, &QDoubleSpinBox::valueChanged, this, &LongerDialog::check);
    connect(newSteps_, &QSpinBox::valueChanged, this, &LongerDialog::check);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(go_, &QPushButton::clicked, this, [this] {
        Q_EMIT longerWanted(changes());
        accept();
    });
    check();
    (maxSteps_ > 0 ? static_cast<QWidget*>(newSteps_) : newEpochs_)->setFocus();
}

// max_steps goes before num_train_epochs where both are given.
settings::Recipe LongerDialog::changes() const {
    settings::Recipe changes;
    if (byEpochs_->isChecked()) {
        changes.set("num_train_epochs=" + QString::number(newEpochs_->value(), 'g', 10).toStdString());
        if (maxSteps_ > 0) changes.set("max_steps=-1");
    } else {
        changes.set("max_steps=" + std::to_string(newSteps_->value()));
    }
    return changes;
}

void LongerDialog::check() {
    newEpochs_->setEnabled(byEpochs_->isChecked());
    newSteps_->setEnabled(bySteps_->isChecked());
    QString words;
    if (bySteps_->isChecked() && newSteps_->value() <= steps_)
        words = tr("It has already made %1 steps: enter a larger number.").arg(QLocale().toString(qlonglong(steps_)));
    else if (byEpochs_->isChecked() && maxSteps_ <= 0 && newEpochs_->value() <= epochs_)
        words = tr("It has already trained %1 epochs: enter a larger number.").arg(QLocale().toString(epochs_));
    problem_->setText(words);
    problem_->setVisible(!words.isEmpty());
    go_->setEnabled(words.isEmpty());
}

}  // namespace atelier::ui
