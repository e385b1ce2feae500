#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <vector>

namespace atelier::widgets {

/// What lies over a plot without drawing it again: cross-hair, values, the rectangle of a zoom, the empty text. The
/// pointer goes through it.
class PlotOverlay : public QWidget {
    Q_OBJECT

public:
    struct Reading {
        QPointF at;  ///< in pixels of the overlay
        QColor color;
        QString name, value, note;
    };

    explicit PlotOverlay(QWidget* parent);

    /// Where the curves are drawn.
    void setArea(const QRectF& area);
    /// `x`: where the vertical line stands, in pixels.
    void setReadings(double x, const QString& title, std::vector<Reading> readings);
    void clearReadings();
    const std::vector<Reading>& readings() const { return readings_; }
    /// Null: none.
    void setBand(const QRectF& band);
    void setEmptyText(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintValues(QPainter& painter) const;

    QRectF area_, band_;
    double x_ = 0;
    QString title_, emptyText_;
    std::vector<Reading> readings_;
};

}  // namespace atelier::widgets
