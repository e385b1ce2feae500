#pragma once

#include "pages/compare/compared_run.h"

#include <QFrame>

#include <optional>

class QLabel;
class QPushButton;

namespace atelier::ui {

class ChangeBar;

/// One metric's totals: before and after, the difference in words, how many samples changed. Choosing it orders the
/// samples by this metric.
class MetricTile : public QFrame {
    Q_OBJECT

public:
    static constexpr int kWidth = 232;  ///< it is never narrower

    explicit MetricTile(const ComparedRun::Total& total, QWidget* parent = nullptr);

    /// `only`: the samples that are shown; of the chosen tile alone.
    void setChosen(bool chosen, std::optional<Change> only);
    void setCompact(bool compact);  ///< without the legend of its bar
    void retranslate();

Q_SIGNALS:
    void chosen();
    void filterChosen(std::optional<atelier::ui::Change> only);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    ComparedRun::Total total_;
    bool chosen_ = false;
    QPushButton* title_;
    QLabel *figures_, *difference_;
    ChangeBar* bar_;
};

}  // namespace atelier::ui
