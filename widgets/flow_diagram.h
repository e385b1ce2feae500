#pragma once

#include <QWidget>

#include <vector>

namespace atelier::widgets {

/// Boxes in a row with arrows between them, from left to right; from top to bottom where the row is too narrow.
class FlowDiagram : public QWidget {
    Q_OBJECT

public:
    struct Box {
        QString title, text;
        int series = -1;  ///< colour of its edge, as Theme::series(); -1: what goes in or comes out, without a box
    };

    explicit FlowDiagram(QWidget* parent = nullptr);
    void setBoxes(std::vector<Box> boxes);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    bool inRow(int width) const;
    std::vector<QRect> places() const;

    std::vector<Box> boxes_;
};

}  // namespace atelier::widgets
