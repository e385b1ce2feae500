#pragma once

#include "settings/recipe.h"

#include <QString>

namespace atelier::ui {

/// "LoRA of rank 16 on layers: all, 250 steps of 16 samples, learning rate 2e-3". Throws Error for a recipe that the
/// engine's declarations refuse.
QString recipeSummary(const settings::Recipe& recipe);

/// "2e-3" for small numbers, "0.05" for others.
QString rateText(double rate);

}  // namespace atelier::ui
