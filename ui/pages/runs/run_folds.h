#pragma once

#include "runs/runs.h"

#include <QTableWidget>

class QLabel;

namespace atelier::ui {

/// What the folds of a cross-validation gave: each figure with its value in every fold, the mean and the deviation.
class RunFolds : public QWidget {
    Q_OBJECT

public:
    explicit RunFolds(QWidget* parent = nullptr);

    void show(const runs::RunInfo& run);
    void retranslate();

private:
    struct Given;
    void fill(const Given& given);

    std::filesystem::path folder_;
    std::int64_t steps_ = -1;
    runs::RunInfo::State state_ = runs::RunInfo::State::Stopped;
    std::uint64_t turn_ = 0;
    QTableWidget* table_;
    QLabel* nothing_;
};

}  // namespace atelier::ui
