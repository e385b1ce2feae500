#pragma once

#include "data/project.h"
#include "settings/check.h"

#include <filesystem>

namespace atelier::runs {

/// settings::checkRecipe() of a file with `assignments` over its own keys. With a project also: a dataset that it does
/// not have, a model or an adapter folder that is not there (looked for as resolvePaths() does).
settings::RecipeCheck checkRecipeFile(const std::filesystem::path& file, const data::Project* project = nullptr,
                                      const std::vector<std::string>& assignments = {});

}  // namespace atelier::runs
