#pragma once

#include "settings/recipe.h"

#include <filesystem>
#include <optional>

namespace atelier::runs {

/// The recipe of the run that made `result`, an adapter's or a model's folder that lies in the run's own folder
/// (adapter/, model/, checkpoints/checkpoint-N/...). Nothing where no run's folder is around it, or its recipe cannot
/// be read.
std::optional<settings::Recipe> recipeThatMade(const std::filesystem::path& result);

}  // namespace atelier::runs
