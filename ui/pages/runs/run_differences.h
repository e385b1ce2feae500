#pragma once

#include "runs/runs.h"

#include <QTableWidget>

#include <vector>

class QLabel;

namespace atelier::ui {

/// The settings in which the chosen runs differ, one run a column.
class RunDifferences : public QWidget {
    Q_OBJECT

public:
    explicit RunDifferences(QWidget* parent = nullptr);

    void show(const std::vector<runs::RunInfo>& runs);
    void retranslate();

private:
    std::vector<std::filesystem::path> files_;
    std::uint64_t turn_ = 0;
    QTableWidget* table_;
    QLabel* nothing_;
};

}  // namespace atelier::ui
