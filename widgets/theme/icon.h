#pragma once

#include "theme/tokens.h"

#include <QIcon>
#include <QString>

namespace atelier::widgets {

/// A drawing of resources/icons by its name ("play"), in the colour of `role`, crisp at every size and ratio. It
/// follows the theme by itself; disabled it is faint, checked or selected it takes `checkedRole`. An unknown name is a
/// bug: std::logic_error.
QIcon icon(const QString& name, Role role = Role::TextMuted, Role checkedRole = Role::Accent);

}  // namespace atelier::widgets
