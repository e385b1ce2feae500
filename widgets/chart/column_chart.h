#pragma once

#include "chart/bin_chart.h"

namespace atelier::widgets {

/// Steps of a number side by side, as columns over an axis.
class ColumnChart : public BinChart {
    Q_OBJECT

public:
    using BinChart::BinChart;
    /// `least` and `greatest` stand at the ends of the axis.
    void setColumns(std::vector<Bin> bins, const QString& least, const QString& greatest);
    QRectF area(int bin) const override;
    QSize sizeHint() const override { return {220, 120}; }
    QSize minimumSizeHint() const override { return {120, 80}; }

protected:
    void draw(QPainter& painter) override;
    int neighbour(int bin, Qt::Key key) const override;

private:
    int axisHeight() const;
    QString least_, greatest_;
};

}  // namespace atelier::widgets
