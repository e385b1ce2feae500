#pragma once

#include "settings/recipe.h"

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::runs {

/// Makes the recipe's relative paths (model_name_or_path, adapter_name_or_path) absolute: what is there beside the
/// recipe's file wins, then the working directory. A path that is in neither place stays as it is, to be reported by
/// whom it is opened by.
void resolvePaths(settings::Recipe& recipe, const std::filesystem::path& recipeFile);

/// A recipe's file with `assignments` ("key=value" of the command line) over its own: what the file says of those keys
/// is not judged. Paths of the file are resolved beside it, those of assignments in the working directory. Throws Error
/// as settings::Recipe::load() and set() do.
settings::Recipe loadRecipe(const std::filesystem::path& file, const std::vector<std::string>& assignments = {});

}  // namespace atelier::runs
