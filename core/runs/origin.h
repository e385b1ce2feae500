#pragma once

#include "settings/recipe.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace atelier::runs {

/// Another run that a run starts from: RUN/origin.json.
struct Origin {
    std::string run;                         ///< its name
    std::optional<std::int64_t> checkpoint;  ///< nothing: its result
    bool optimizer = false;                  ///< the optimizer's state was taken too
    /// Checkpoint folder whose trained values are put into what this run trains; empty: the recipe names what it
    /// starts from.
    std::filesystem::path values;

    std::string text() const;  ///< "first" or "first@checkpoint-40"
};

/// `from`: "RUN" or "RUN@checkpoint-N". Sets model_name_or_path and adapter_name_or_path of the recipe to what is gone
/// on from. Throws Error for a run or a checkpoint that is not there and for a recipe that names an adapter itself.
Origin branchFrom(const std::filesystem::path& project, const std::string& from, bool withOptimizer,
                  settings::Recipe& recipe);

void writeOrigin(const std::filesystem::path& run, const Origin& origin);
/// Nothing for a run that started by itself.
std::optional<Origin> readOrigin(const std::filesystem::path& run);

}  // namespace atelier::runs
