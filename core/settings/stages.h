#pragma once

#include "settings/recipe.h"

#include <string>
#include <vector>

namespace atelier::settings {

/// The key of a recipe that lists its stages:
///
///     stages:
///       - name: projector
///         freeze_multi_modal_projector: false
///       - name: answers
///         learning_rate: 1.0e-4
inline constexpr const char* kStages = "stages";

/// One training of several that a recipe runs one after another.
struct Stage {
    std::string name;
    Recipe recipe;  ///< the recipe's own keys with those of the stage over them, without `stages`
};

/// Empty for a recipe without stages. Throws Error: no list of maps, a stage without a name or with one that is there
/// already, an unknown key or a bad value.
std::vector<Stage> stagesOf(const Recipe& recipe);

}  // namespace atelier::settings
