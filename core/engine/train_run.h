#pragma once

#include "protocol/jobs/train.h"
#include "runs/origin.h"
#include "runs/run_folder.h"
#include "runs/run_parts.h"
#include "settings/recipe.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What train() and what is made of several trainings (folds, stages, sweeps) share.
namespace atelier::engine {

/// One training into one folder.
struct TrainWork {
    settings::Recipe recipe;
    std::filesystem::path project;
    runs::RunFolder run;
    bool resume = false;      ///< from its last whole checkpoint, where it has one
    std::int64_t stopAt = 0;  ///< ends after this step with a checkpoint and Error (Interrupted); 0: at the end
    std::optional<runs::Origin> origin;
};
protocol::TrainResult trainRun(const TrainWork& work, protocol::Control& control, const protocol::EventSink& events);

/// Key -> value of every option that changes what is learned. Throws Error for a value that cannot be.
std::map<std::string, std::string> identityOptions(const settings::Recipe& recipe);

/// What can be checked of a recipe before its training: bad values and combinations, a model, layers or names that are
/// not there, data that is not there or leaves nothing to train on (`withData`). Throws Error.
void checkRecipe(const settings::Recipe& recipe, const std::filesystem::path& project, bool withData = true);

/// The stages or folds of the request's recipe, into `run`; the caller has begun none of it.
protocol::TrainResult trainStages(const protocol::TrainRequest& request, const runs::RunFolder& run,
                                  protocol::Control& control, const protocol::EventSink& events);
protocol::TrainResult trainFolds(const protocol::TrainRequest& request, const runs::RunFolder& run,
                                 protocol::Control& control, const protocol::EventSink& events);

/// Begins a run that is made of others, or finds it again: its recipe and parts are on the disk afterwards. Throws
/// Error where a part that has a result was trained with other options than `recipes` says for it.
void beginParts(const protocol::TrainRequest& request, const runs::RunFolder& run, const runs::RunParts& parts,
                const std::vector<settings::Recipe>& recipes);
/// The result of a part that is trained already.
protocol::TrainResult partResult(const std::filesystem::path& part);

}  // namespace atelier::engine
