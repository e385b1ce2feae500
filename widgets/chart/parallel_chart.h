#pragma once

#include "chart/parallel_axis.h"

#include <QPixmap>
#include <QWidget>

#include <optional>
#include <vector>

namespace atelier::widgets {

/// Things with many values as lines over parallel axes, one an axis. The colour tells a line's rank on one of them.
/// Drawing a range on an axis lets only the lines through that pass it, a click on the axis takes it back. The pointer
/// and the arrow keys go from line to line; Enter and a double click choose.
class ParallelChart : public QWidget {
    Q_OBJECT

public:
    struct Line {
        QString name;
        std::vector<std::optional<double>> values;  ///< one an axis; of words the index
    };

    explicit ParallelChart(QWidget* parent = nullptr);

    /// Ranges drawn on axes stay where the axes are the same.
    void setData(std::vector<ParallelAxis> axes, std::vector<Line> lines);
    /// Lines are coloured by this axis; -1: all the same.
    void setColoring(int axis, bool higherIsBetter);
    void setMarked(int line);  ///< drawn over the others; -1: none
    void setEmptyText(const QString& text);

    int current() const { return current_; }  ///< -1: none
    void setCurrent(int line);
    bool passes(int line) const;
    bool brushed() const;
    void setBrush(int axis, double low, double high);  ///< in values
    void clearBrushes();
    /// Where a line meets an axis, in pixels of the widget; nothing where it has no value.
    std::optional<QPointF> meets(int line, int axis) const;
    /// "rates-003: Rank 8, Loss 0.41"
    QString words(int line) const;

    QSize sizeHint() const override { return {640, 260}; }
    QSize minimumSizeHint() const override { return {260, 150}; }

Q_SIGNALS:
    void pointed(int line);  ///< by pointer or keys; -1: none
    void chosen(int line);
    void brushesChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    using Range = ParallelAxis::Range;
    struct Drag {
        int axis = 0;
        double from = 0;           ///< share of the axis where it began
        std::optional<Range> was;  ///< the range that is being moved
        bool moved = false;
    };
    QRectF field() const;
    double x(int axis) const;
    int axisAt(const QPointF& point) const;
    int lineAt(const QPointF& point) const;
    double share(double y) const;
    QColor colorOf(int line) const;
    void rank();
    void redraw();
    void drawBase(QPainter& painter) const;
    void drawAxis(QPainter& painter, int axis) const;
    void drawLine(QPainter& painter, int line, const QColor& color, double width) const;
    void setRange(int axis, std::optional<Range> range);
    void step(int by);

    std::vector<ParallelAxis> axes_;
    std::vector<Line> lines_;
    std::vector<std::optional<Range>> brushes_;
    std::vector<double> ranks_;  ///< 0 the worst, 1 the best; below 0: without a value
    QPixmap base_;               ///< all but the current line
    QString empty_;
    int coloring_ = -1, marked_ = -1, current_ = -1;
    bool higherIsBetter_ = false;
    std::optional<Drag> drag_;
};

}  // namespace atelier::widgets
