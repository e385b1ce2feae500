#pragma once

#include "theme/tokens.h"

#include <QWidget>

#include <vector>

namespace atelier::ui {

/// What memory is needed for, one part behind the other, against what is free; below it each part with its size. Where
/// far more is free, the bar has a break. The part under the pointer is lifted out.
class MemoryBar : public QWidget {
    Q_OBJECT

public:
    struct Part {
        QString name, amount, help;  ///< "Weights", "19.3 MB"
        std::uint64_t bytes = 0;
        widgets::Role role = widgets::Role::Series1;
    };

    explicit MemoryBar(QWidget* parent = nullptr);
    /// `free`: what there is, in bytes; `freeText`: "23.7 GB are free", at the mark.
    void setParts(std::vector<Part> parts, std::uint64_t free, const QString& freeText);
    /// Of a part in the bar, in pixels.
    QRectF stretch(std::size_t part) const;
    QRectF freeMark() const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    int columns(int width) const;
    QRect entry(std::size_t part, int width) const;  ///< of the legend
    int partAt(const QPointF& point) const;
    void hover(int part);
    /// Far more is free than is needed: the bar has a break.
    bool broken() const;
    double scale() const;  ///< pixels a byte, before the break
    QRectF placed(QRectF rect) const;
    void paintBar(QPainter& painter) const;
    void paintEntry(QPainter& painter, std::size_t part) const;

    std::vector<Part> parts_;
    std::uint64_t peak_ = 0, free_ = 0;
    QString freeText_;
    int hovered_ = -1;
};

}  // namespace atelier::ui
