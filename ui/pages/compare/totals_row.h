#pragma once

#include "pages/compare/compared_run.h"

#include <QScrollArea>

#include <optional>

class QHBoxLayout;

namespace atelier::ui {

class MetricTile;

/// The tiles of all metrics in a row, which scrolls sideways where it is too long.
class TotalsRow : public QScrollArea {
    Q_OBJECT

public:
    explicit TotalsRow(QWidget* parent = nullptr);

    void setTotals(const std::vector<ComparedRun::Total>& totals);
    void setChosen(int metric, std::optional<Change> only);
    void setCompact(bool compact);  ///< for low windows
    void retranslate();

Q_SIGNALS:
    void metricChosen(int metric);
    void filterChosen(int metric, std::optional<atelier::ui::Change> only);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fit();

    bool compact_ = false;
    QWidget* inside_;
    QHBoxLayout* layout_;
    std::vector<MetricTile*> tiles_;
};

}  // namespace atelier::ui
