#pragma once

#include "pages/runs/run_records.h"

#include <QTableWidget>

#include <vector>

class QLabel;

namespace atelier::ui {

/// The figures of the chosen runs side by side, the last and the best of each; the better one is marked where it is
/// known which way is better.
class RunFigures : public QWidget {
    Q_OBJECT

public:
    explicit RunFigures(QWidget* parent = nullptr);

    void show(const std::vector<runs::RunInfo>& runs);
    void retranslate();

private:
    void fill();

    struct Shown {
        QString name;
        std::filesystem::path folder;
        std::int64_t steps = -1;
        bool operator==(const Shown&) const = default;
    };
    std::vector<Shown> shown_;
    std::vector<RunRecord> records_;  ///< as many as shown, once they were read
    std::uint64_t turn_ = 0;
    QTableWidget* table_;
    QLabel* nothing_;
};

}  // namespace atelier::ui
