#pragma once

#include "settings/recipe.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::runs {

/// A sweep as its file (YAML) says it:
///
///     name: rates                # the file's own name without this
///     recipe: base.yaml          # beside this file
///     method: halving            # grid: every combination; random: `runs` draws; halving: the same, and of every rung
///                                # only the best go on
///     metric: eval_loss          # loss, eval_loss, or a metric of the answers to the validation samples
///     goal: min                  # or max
///     runs: 9
///     seed: 42
///     parameters:
///       lora_rank: [4, 8, 16]
///       learning_rate: {min: 1.0e-5, max: 1.0e-3, log: true}
///     budget: {steps: 20, rungs: 3, eta: 3}   # halving: the first rung ends after 20 steps, the next after 60, 180
struct SweepPlan {
    enum class Method { Grid, Random, Halving };
    struct Parameter {
        std::string key, where;
        std::vector<std::string> values;  ///< texts; empty: a range
        double minimum = 0, maximum = 0;
        bool logarithmic = false;
    };
    struct Trial {
        std::string run;                                          ///< NAME-001
        std::vector<std::pair<std::string, std::string>> values;  ///< key and text, in the order of the parameters
    };

    std::string name, source;  ///< source: the file, for messages
    std::filesystem::path recipeFile;
    settings::Recipe recipe;  ///< its paths resolved
    Method method = Method::Grid;
    std::string metric = "eval_loss";
    bool higherIsBetter = false;
    std::int64_t runs = 10, seed = 42;
    std::vector<Parameter> parameters;
    std::int64_t rungSteps = 0, rungs = 1, eta = 3;

    /// Steps after which a rung ends; 0: at the end of the recipe.
    std::int64_t stepsOfRung(std::int64_t rung) const;
    /// How many trials go on after a rung with so many.
    std::size_t survivors(std::size_t trials) const;
};

/// Throws Error naming line and key.
SweepPlan loadSweep(const std::filesystem::path& file);
SweepPlan parseSweep(const std::string& yaml, const std::filesystem::path& file, settings::Recipe recipe);

/// The same as such a file, with `recipe` as the name of its recipe's; parseSweep() gives the plan back.
std::string sweepYaml(const SweepPlan& plan, const std::string& recipe);
/// Writes sweep.yaml and recipe.yaml into `folder`, which is made where it is missing; returns the former's path.
std::filesystem::path writeSweepFile(const SweepPlan& plan, const std::filesystem::path& folder);

/// The trials, the same for the same file. Throws Error where a grid has more than 10,000.
std::vector<SweepPlan::Trial> trialsOf(const SweepPlan& plan);
/// The recipe of a trial. Throws Error naming the value that cannot be.
settings::Recipe recipeOf(const SweepPlan& plan, const SweepPlan::Trial& trial);

}  // namespace atelier::runs
