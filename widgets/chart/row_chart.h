#pragma once

#include "chart/bin_chart.h"

namespace atelier::widgets {

/// Names below each other, each with a bar and its count; as high as its rows.
class RowChart : public BinChart {
    Q_OBJECT

public:
    using BinChart::BinChart;
    void setRows(std::vector<Bin> bins) { setBins(std::move(bins)); }
    QRectF area(int bin) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {140, sizeHint().height()}; }

protected:
    void draw(QPainter& painter) override;
    int neighbour(int bin, Qt::Key key) const override;

private:
    int rowHeight() const;
};

}  // namespace atelier::widgets
