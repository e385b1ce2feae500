#pragma once

#include "settings/recipe.h"

#include <filesystem>

namespace atelier::runs {

/// Makes the recipe's relative paths (model_name_or_path, adapter_name_or_path) absolute: what is there beside the
/// recipe's file wins, then the working directory. A path that is in neither place stays as it is, to be reported by
/// whom it is opened by.
void resolvePaths(settings::Recipe& recipe, const std::filesystem::path& recipeFile);

}  // namespace atelier::runs
