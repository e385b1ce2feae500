#include "chart/bin_chart.h"

#include "theme/icon.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace atelier::widgets {

namespace {

// As a field of a CSV.
QString quoted(const QString& text) {
    return '"' + QString(text).replace('"', "\"\"") + '"';
}

}  // namespace

BinChart::BinChart(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BinChart::setBins(std::vector<Bin> bins) {
    bins_ = std::move(bins);
    most_ = 1;
    for (const Bin& bin : bins_)
        most_ = std::max(most_, bin.count);
    current_ = -1;
    setAccessibleDescription({});
    updateGeometry();
    update();
}

void BinChart::setCurrent(int bin) {
    bin = bin < static_cast<int>(bins_.size()) ? bin : -1;
    if (bin == current_) return;
    current_ = bin;
    setCursor(bin >= 0 && bins_[static_cast<std::size_t>(bin)].count > 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAccessibleDescription(bin < 0 ? QString() : say(bin));
    update();
    Q_EMIT pointed(bin);
}

void BinChart::setHeadings(const QString& name, const QString& count) {
    nameHeading_ = name;
    countHeading_ = count;
}

QString BinChart::say(int bin) const {
    const auto& [name, count] = bins_[static_cast<std::size_t>(bin)];
    return tr("%1: %2", "a bar and how much it counts").arg(name, locale().toString(count));
}

QString BinChart::csv() const {
    QString text = quoted(nameHeading_) + ',' + quoted(countHeading_) + '\n';
    for (const Bin& bin : bins_)
        text += quoted(bin.name) + ',' + QString::number(bin.count) + '\n';
    return text;
}

QColor BinChart::fill(int bin) const {
    return theme().color(bin == current_ ? Role::AccentHover : Role::Accent);
}

int BinChart::binAt(const QPointF& point) const {
    for (int i = 0; i < static_cast<int>(bins_.size()); ++i)
        if (area(i).contains(point)) return i;
    return -1;
}

void BinChart::copyCsv() {
    QGuiApplication::clipboard()->setText(csv());
}

void BinChart::copyPicture() {
    QPixmap picture(size() * devicePixelRatioF());
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(theme().color(Role::Surface));
    render(&picture, {}, {}, QWidget::DrawChildren);
    QGuiApplication::clipboard()->setPixmap(picture);
}

bool BinChart::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int bin = binAt(help->pos());
        if (bin < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), say(bin).toHtmlEscaped(), this, area(bin).toAlignedRect());
        return true;
    }
    return QWidget::event(event);
}

void BinChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(theme().font(TextStyle::Small));
    draw(painter);
    if (hasFocus() && current_ >= 0) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme().color(Role::Text));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(area(current_).toAlignedRect().adjusted(0, 0, -1, -1));
    }
}

void BinChart::mouseMoveEvent(QMouseEvent* event) {
    setCurrent(binAt(event->position()));
}

void BinChart::mouseReleaseEvent(QMouseEvent* event) {
    const int bin = binAt(event->position());
    if (event->button() == Qt::LeftButton && bin >= 0 && bins_[static_cast<std::size_t>(bin)].count > 0)
        Q_EMIT chosen(bin);
}

void BinChart::leaveEvent(QEvent*) {
    if (!hasFocus()) setCurrent(-1);
}

void BinChart::keyPressEvent(QKeyEvent* event) {
    const auto key = static_cast<Qt::Key>(event->key());
    if (event->matches(QKeySequence::Copy)) return copyCsv();
    if (bins_.empty()) return QWidget::keyPressEvent(event);
    const int last = static_cast<int>(bins_.size()) - 1;
    switch (key) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            return setCurrent(current_ < 0 ? 0 : neighbour(current_, key));
        case Qt::Key_Home:
            return setCurrent(0);
        case Qt::Key_End:
            return setCurrent(last);
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (current_ >= 0 && bins_[static_cast<std::size_t>(current_)].count > 0) Q_EMIT chosen(current_);
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void BinChart::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (current_ < 0 && event->reason() != Qt::MouseFocusReason) setCurrent(0);
    update();
}

void BinChart::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) setCurrent(-1);
    update();
}

void BinChart::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    menu.addAction(icon("copy"), tr("Copy the numbers as CSV"), this, &BinChart::copyCsv);
    menu.addAction(icon("image"), tr("Copy as a picture"), this, &BinChart::copyPicture);
    menu.exec(event->globalPos());
}

}  // namespace atelier::widgets
