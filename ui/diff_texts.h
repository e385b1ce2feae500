#pragma once

#include "evaluation/text_diff.h"
#include "text_diff_view.h"

namespace atelier::ui {

/// A comparison as the window shows it.
std::vector<widgets::DiffText> diffTexts(const std::vector<evaluation::DiffPart>& parts);

}  // namespace atelier::ui
