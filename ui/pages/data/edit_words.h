#pragma once

#include "data/store/edits.h"

#include <QString>

namespace atelier::ui {

/// What an edit did, in the window's language where it says so as data.
QString editText(const data::EditInfo& edit);

}  // namespace atelier::ui
