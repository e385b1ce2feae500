#include "busy_spinner.h"

#include "theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QTimerEvent>

namespace atelier::widgets {

BusySpinner::BusySpinner(int diameter, QWidget* parent) : QWidget(parent), diameter_(diameter) {
    setFixedSize(diameter, diameter);
    retranslate();
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BusySpinner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal width = qMax(2.0, diameter_ / 9.0);
    const QRectF circle = QRectF(rect()).adjusted(width, width, -width, -width);
    painter.setPen(QPen(theme().color(Role::Border), width));
    painter.drawEllipse(circle);
    painter.setPen(QPen(theme().color(Role::Accent), width, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(circle, -angle_ * 16, 100 * 16);
}

void BusySpinner::timerEvent(QTimerEvent* event) {
    if (event->timerId() != timer_.timerId()) return QWidget::timerEvent(event);
    angle_ = (angle_ + 12) % 360;
    update();
}

void BusySpinner::showEvent(QShowEvent*) {
    timer_.start(33, this);
}

void BusySpinner::hideEvent(QHideEvent*) {
    timer_.stop();
}

void BusySpinner::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void BusySpinner::retranslate() {
    setAccessibleName(tr("Working"));
}

}  // namespace atelier::widgets
