#include "pages/data/sample/region_list.h"

#include "theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>

namespace atelier::ui {

using namespace widgets;

namespace {

constexpr int kRow = 28, kMostRows = 5;

QIcon sign(const QColor& color) {
    QPixmap pixmap(24, 24);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(4, 4, 16, 16), radius::kSmall, radius::kSmall);
    return QIcon(pixmap);
}

}  // namespace

int LabelColors::of(const std::string& label) {
    const QString key = QString::fromStdString(label);
    const auto it = known_.constFind(key);
    return it != known_.constEnd() ? *it : *known_.insert(key, static_cast<int>(known_.size()));
}

RegionList::RegionList(QWidget* parent) : QListWidget(parent) {
    setObjectName("data-regions");
    setMouseTracking(true);
    setUniformItemSizes(true);
    setIconSize({12, 12});
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(this, &QListWidget::itemEntered, this, [this](QListWidgetItem* item) { Q_EMIT hovered(row(item)); });
    connect(this, &QListWidget::currentRowChanged, this, [this](int row) {
        if (!told_) Q_EMIT chosen(row);
    });
    connect(&theme(), &Theme::changed, this, &RegionList::paintSigns);
}

void RegionList::setRows(const std::vector<Row>& rows) {
    const QSignalBlocker quiet(this);
    clear();
    colors_.clear();
    for (const Row& row : rows) {
        QString text = row.text.isEmpty()    ? row.label
                       : row.label.isEmpty() ? row.text
                                             : tr("%1: %2", "label and text of a region").arg(row.label, row.text);
        if (text.isEmpty()) text = tr("Without a label");
        if (!row.shape.isEmpty()) text = tr("%1 (%2)", "a region and its shape").arg(text, row.shape.toLower());
        auto* item = new QListWidgetItem(text.simplified(), this);
        item->setSizeHint({0, kRow});
        item->setToolTip("<p>" + text.toHtmlEscaped() + "</p>");
        colors_.push_back(row.color);
    }
    paintSigns();
    updateGeometry();
}

void RegionList::setHighlighted(int row) {
    told_ = true;
    setCurrentRow(row);
    if (row >= 0) scrollToItem(item(row));
    told_ = false;
}

QSize RegionList::sizeHint() const {
    return {160, std::min(count(), kMostRows) * kRow + 2 * frameWidth() + 2};
}

void RegionList::leaveEvent(QEvent* event) {
    Q_EMIT hovered(-1);
    QListWidget::leaveEvent(event);
}

void RegionList::changeEvent(QEvent* event) {
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) setAccessibleName(tr("Regions of the picture"));
}

void RegionList::paintSigns() {
    for (int i = 0; i < count(); ++i)
        item(i)->setIcon(sign(theme().series(colors_[static_cast<std::size_t>(i)])));
}

}  // namespace atelier::ui
