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
/// Sets the property "kind", which the style sheet reads; a widget that is already styled is styled and measured again.
void setKind(QWidget* widget, const char* kind);
/// The same for a further property that the style sheet reads ("invalid", "over").
void setStyleFlag(QWidget* widget, const char* property, bool on);

}  // namespace atelier::widgets
