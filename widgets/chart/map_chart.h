#pragma once

#include "chart/bin_chart.h"

namespace atelier::widgets {

/// Two numbers against each other in cells, darker where there is more; a line where both are the same.
class MapChart : public BinChart {
    Q_OBJECT

public:
    using BinChart::BinChart;
    /// Edges ascend; bins stand row by row from the least y, (xEdges - 1) * (yEdges - 1) of them.
    void setCells(std::vector<double> xEdges, std::vector<double> yEdges, std::vector<Bin> bins);
    QRectF area(int bin) const override;
    QSize sizeHint() const override { return {220, 120}; }
    QSize minimumSizeHint() const override { return {140, 90}; }

protected:
    void draw(QPainter& painter) override;
    int neighbour(int bin, Qt::Key key) const override;

private:
    int columns() const { return std::max(0, static_cast<int>(x_.size()) - 1); }
    int rows() const { return std::max(0, static_cast<int>(y_.size()) - 1); }
    QRectF field() const;

    std::vector<double> x_, y_;
};

}  // namespace atelier::widgets
