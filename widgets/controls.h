#pragma once

#include <QString>

class QLabel;
class QToolButton;
class QWidget;

namespace atelier::widgets {

/// A flat button with an icon of resources/icons, reached by Tab.
QToolButton* iconButton(const QString& iconName, QWidget* parent = nullptr);
/// Tooltip and accessible name in one.
void setHint(QWidget* control, const QString& hint);
/// Sets the property "kind", which the style sheet reads, and polishes the widget anew if it is already styled.
void setKind(QWidget* widget, const char* kind);
/// Sets a further property the style sheet reads ("invalid", "over") and polishes anew when it changed.
void setStyleFlag(QWidget* widget, const char* property, bool on);

}  // namespace atelier::widgets
