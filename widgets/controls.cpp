#include "controls.h"

#include "theme/icon.h"

#include <QCoreApplication>
#include <QEvent>
#include <QStyle>
#include <QToolButton>
#include <QVariant>
#include <QWidget>

namespace atelier::widgets {
namespace {

void setStyled(QWidget* widget, const char* property, const QVariant& value) {
    if (widget->property(property) == value) return;
    widget->setProperty(property, value);
    // Before its first show Qt polishes it by itself; done earlier, a font set in between would be lost.
    if (!widget->testAttribute(Qt::WA_WState_Polished)) return;
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    QEvent changed(QEvent::StyleChange);  // margins and borders are measured again
    QCoreApplication::sendEvent(widget, &changed);
}

}  // namespace

QToolButton* iconButton(const QString& iconName, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setIconSize({16, 16});
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

void setHint(QWidget* control, const QString& hint) {
    control->setToolTip(hint);
    control->setAccessibleName(hint);
}

void setKind(QWidget* widget, const char* kind) {
    setStyled(widget, "kind", QString::fromLatin1(kind));
}

void setStyleFlag(QWidget* widget, const char* property, bool on) {
    setStyled(widget, property, on);
}

}  // namespace atelier::widgets
