#pragma once

#include "runs/runs.h"
#include "settings/recipe.h"

#include <QDialog>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace atelier::ui {

/// Why a run cannot be made longer; empty: it can, as far as its files tell.
QString whyNotLonger(const runs::RunInfo& run);

/// Asks up to how many epochs or steps a finished run shall be trained.
class LongerDialog : public QDialog {
    Q_OBJECT

public:
    /// `recipe`: what the run was started with.
    LongerDialog(const runs::RunInfo& run, const settings::Recipe& recipe, QWidget* parent);
    /// Reads the recipe of the run. Throws Error where it cannot be read.
    static LongerDialog* make(const runs::RunInfo& run, QWidget* parent);

Q_SIGNALS:
    /// What the recipe says from now on.
    void longerWanted(const atelier::settings::Recipe& changes);

private:
    settings::Recipe changes() const;
    void check();

    std::int64_t steps_, maxSteps_;
    double epochs_;
    QRadioButton *byEpochs_, *bySteps_;
    QDoubleSpinBox* newEpochs_;
    QSpinBox* newSteps_;
    QLabel* problem_;
    QPushButton* go_;
};

}  // namespace atelier::ui
