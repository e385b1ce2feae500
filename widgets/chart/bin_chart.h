#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QPainter;

namespace atelier::widgets {

/// How much there is of each of several things: bars or cells. The pointer and the arrow keys go from one to the next,
/// a click or Enter chooses it. Copied as CSV or as a picture by its menu (and Ctrl+C). What it looks like is the
/// derived class's.
class BinChart : public QWidget {
    Q_OBJECT

public:
    struct Bin {
        QString name;  ///< with its unit: it is read without the axis
        qint64 count = 0;
    };

    explicit BinChart(QWidget* parent = nullptr);

    const std::vector<Bin>& bins() const { return bins_; }
    /// The one that the keys or the pointer are at; -1: none.
    int current() const { return current_; }
    void setCurrent(int bin);
    /// Of the columns of the CSV.
    void setHeadings(const QString& name, const QString& count);
    QString csv() const;
    /// Where it answers to the pointer, in pixels of the widget.
    virtual QRectF area(int bin) const = 0;

Q_SIGNALS:
    void pointed(int bin);  ///< -1: none
    void chosen(int bin);

protected:
    void setBins(std::vector<Bin> bins);
    qint64 most() const { return most_; }  ///< the greatest count, at least 1
    /// How full a bin of this kind is drawn: its colour, more for the current one.
    QColor fill(int bin) const;
    virtual void draw(QPainter& painter) = 0;
    /// The bin that an arrow key leads to; `bin` itself at the edge.
    virtual int neighbour(int bin, Qt::Key key) const = 0;

    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    int binAt(const QPointF& point) const;
    QString say(int bin) const;
    void copyCsv();
    void copyPicture();

    std::vector<Bin> bins_;
    qint64 most_ = 1;
    int current_ = -1;
    QString nameHeading_, countHeading_;
};

}  // namespace atelier::widgets
