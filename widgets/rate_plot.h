#pragma once

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

class QPainter;

namespace atelier::widgets {

/// Loss against rate, the rates on a logarithmic axis, alive while points come. The pointer and the arrow keys go from
/// point to point and read it; a click or Enter takes its rate.
class RatePlot : public QWidget {
    Q_OBJECT

public:
    /// `loss` and `smoothed` may be no finite numbers: such a point is not drawn.
    struct Point {
        double rate = 0, loss = 0, smoothed = 0;
    };
    /// A rate to look at, as a line across with its name.
    struct Mark {
        double rate = 0;
        QString name;
        bool faint = false;
    };

    explicit RatePlot(QWidget* parent = nullptr);

    /// What the axis spans, points or not; both above 0.
    void setRange(double lowest, double highest);
    void add(const std::vector<Point>& points);
    void clear();  ///< points and marks
    const std::vector<Point>& points() const { return points_; }
    void setMarks(std::vector<Mark> marks);
    const std::vector<Mark>& marks() const { return marks_; }
    void setLabels(const QString& rate, const QString& loss);
    /// Shown while there are no points.
    void setEmptyText(const QString& text);
    /// The point that is read; -1: none.
    int current() const { return current_; }
    /// The rate that a click on the point would take: its own, to two digits.
    static double rounded(double rate);
    /// Where a rate stands, in pixels from the left.
    double xOf(double rate) const;

    QSize sizeHint() const override { return {480, 260}; }
    QSize minimumSizeHint() const override { return {220, 120}; }

Q_SIGNALS:
    void rateTaken(double rate);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QRectF area() const;
    double yOf(double loss) const;
    int pointAt(double x) const;
    void setCurrent(int point);
    void take();
    void measure();
    void drawAxes(QPainter& painter) const;
    void drawMarks(QPainter& painter) const;
    void drawCurves(QPainter& painter) const;
    void drawReading(QPainter& painter) const;

    std::vector<Point> points_;
    std::vector<Mark> marks_;
    double lowest_ = 1e-7, highest_ = 1;
    double least_ = 0, most_ = 1;  // losses that are seen
    int current_ = -1;
    QString rateLabel_, lossLabel_, emptyText_;
};

}  // namespace atelier::widgets
