#include "combo_box.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QStyleOptionComboBox>

#include <algorithm>

namespace atelier::widgets {

ComboBox::ComboBox(int letters, QWidget* parent) : QComboBox(parent) {
    setMinimumContentsLength(letters);
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(model(), changed, this, [this] { updateGeometry(); });
    connect(model(), &QAbstractItemModel::dataChanged, this, [this] { updateGeometry(); });
}

QSize ComboBox::sizeHint() const {
    ensurePolished();
    const QFontMetrics metrics = fontMetrics();
    int width = minimumContentsLength() * metrics.horizontalAdvance('X'), height = metrics.height() + 2;
    bool icons = minimumContentsLength() > 0;  // room for one, as Qt leaves it
    for (int i = 0; i < count(); ++i) {
        icons = icons || !itemIcon(i).isNull();
        if (minimumContentsLength() == 0) width = std::max(width, metrics.horizontalAdvance(itemText(i)));
    }
    if (icons) {
        width += iconSize().width() + 4;
        height = std::max(height, iconSize().height() + 2);
    }
    QStyleOptionComboBox option;
    initStyleOption(&option);
    return style()->sizeFromContents(QStyle::CT_ComboBox, &option, {width, height}, this);
}

void ComboBox::changeEvent(QEvent* event) {
    if (event->type() != QEvent::StyleChange || findChild<QAbstractItemView*>()) return QComboBox::changeEvent(event);
    QWidget::changeEvent(event);
    updateGeometry();
}

}  // namespace atelier::widgets
