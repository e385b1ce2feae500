#pragma once

#include "runs/runs.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace atelier::ui {

/// What is compared: the run, how many samples, and the button.
class CompareBar : public QWidget {
    Q_OBJECT

public:
    explicit CompareBar(QWidget* parent = nullptr);

    void setRuns(const std::vector<runs::RunInfo>& runs);
    bool has(const QString& run) const;
    /// Chooses without a signal. Empty: none.
    void setRun(const QString& run);
    std::int64_t samples() const;  ///< 0: as the recipe says
    QPushButton* button() const { return compare_; }
    void retranslate();

Q_SIGNALS:
    void runChosen(const QString& run);
    void compareWanted();

private:
    QLabel *runLabel_, *samplesLabel_;
    QComboBox* run_;
    QSpinBox* samples_;
    QPushButton* compare_;
    std::vector<runs::RunInfo> runs_;
};

}  // namespace atelier::ui
