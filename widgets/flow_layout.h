#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace atelier::widgets {

/// Items in rows, wrapping at the width like words; mirrored in right-to-left languages. For chips and buttons.
class FlowLayout : public QLayout {
    Q_OBJECT

public:
    /// Distances between items in logical pixels.
    explicit FlowLayout(QWidget* parent = nullptr, int horizontal = 8, int vertical = 8);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override { return static_cast<int>(items_.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    int arrange(const QRect& rect, bool apply) const;

    std::vector<std::unique_ptr<QLayoutItem>> items_;
    int horizontal_, vertical_;
};

}  // namespace atelier::widgets
