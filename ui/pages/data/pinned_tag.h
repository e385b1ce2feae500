#pragma once

#include "settings/recipe.h"

#include <string>

namespace atelier::ui {

/// The tag of the samples that a training answers while it goes: the recipe's sample_answers_tag; where that is empty
/// or wrong, its default.
std::string pinnedTag(const settings::Recipe& recipe);

}  // namespace atelier::ui
