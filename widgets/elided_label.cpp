#include "elided_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace atelier::widgets {

ElidedLabel::ElidedLabel(const QString& text, Qt::TextElideMode mode, QWidget* parent)
    : QLabel(text, parent), mode_(mode) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    mode_ = mode;
    update();
}

QString ElidedLabel::oneLine() const {
    return text().simplified();
}

QString ElidedLabel::shownText() const {
    return fontMetrics().elidedText(oneLine(), mode_, contentsRect().width());
}

QSize ElidedLabel::sizeHint() const {
    const QMargins margins = contentsMargins();
    // One pixel more than the advance: else fractions elide a text that fits.
    return {fontMetrics().horizontalAdvance(oneLine()) + 1 + margins.left() + margins.right(),
            fontMetrics().height() + margins.top() + margins.bottom()};
}

QSize ElidedLabel::minimumSizeHint() const {
    const QSize whole = sizeHint();
    return {qMin(whole.width(), fontMetrics().averageCharWidth() * 4), whole.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawFrame(&painter);
    const int alignment = static_cast<int>(QStyle::visualAlignment(layoutDirection(), QLabel::alignment()));
    style()->drawItemText(&painter, contentsRect(), alignment, palette(), isEnabled(), shownText(), foregroundRole());
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        const bool whole = shownText() == oneLine();
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), whole ? QString() : text().toHtmlEscaped(),
                           this);
        return true;
    }
    return QLabel::event(event);
}

}  // namespace atelier::widgets
