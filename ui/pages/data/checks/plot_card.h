#pragma once

#include "pages/data/checks/dataset_plots.h"

#include <QFrame>

class QScrollArea;

namespace atelier::widgets {
class BinChart;
class ElidedLabel;
}  // namespace atelier::widgets

namespace atelier::ui {

/// One plot with its title, and a line that says what the bar under the pointer or the keys stands for.
class PlotCard : public QFrame {
    Q_OBJECT

public:
    PlotCard(const DatasetPlot& plot, std::int64_t samples, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const std::string& filter);

private:
    widgets::BinChart* makeChart();
    QString nameOf(const PlotBin& bin) const;
    QString summary() const;
    void say(int bin);

    DatasetPlot plot_;
    std::int64_t samples_;
    widgets::ElidedLabel* note_;
    widgets::BinChart* chart_;
    QScrollArea* scroll_ = nullptr;  // of rows
};

}  // namespace atelier::ui
