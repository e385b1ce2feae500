#pragma once

#include "runs/runs.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace atelier::ui {

/// Asks where a new run is to start: the result of a run or one of its checkpoints, with or without the optimizer.
class BranchPanel : public QFrame {
    Q_OBJECT

public:
    explicit BranchPanel(QWidget* parent = nullptr);

    void ask(const runs::RunInfo& run);
    void retranslate();

Q_SIGNALS:
    /// `from`: "RUN" or "RUN@checkpoint-N".
    void wanted(const QString& from, bool withOptimizer, bool withSettings);
    void closed();

private:
    void list();
    void check();

    runs::RunInfo run_;
    std::vector<std::int64_t> steps_;
    std::uint64_t turn_ = 0;
    QLabel* title_;
    QComboBox* which_;
    QCheckBox *optimizer_, *settings_;
    QPushButton *go_, *cancel_;
};

}  // namespace atelier::ui
