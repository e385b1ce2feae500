#pragma once

#include "theme/tokens.h"

#include <QColor>
#include <QPalette>

namespace atelier::widgets {

QColor colorOf(Role role, bool dark);
QPalette paletteOf(bool dark);
/// The style sheet, its @names@ replaced by colours and distances.
QString styleSheetOf(bool dark);

}  // namespace atelier::widgets
