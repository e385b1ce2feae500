#pragma once

#include "jobs/control.h"
#include "jobs/event.h"
#include "jobs/jobs.h"
#include "jobs/origin.h"
#include "jobs/run_parts.h"
#include "settings/recipe.h"
#include "training/run_folder.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What jobs::train() and what is made of several trainings (folds, stages, sweeps) share.
namespace atelier::jobs {

/// One training into one folder.
struct TrainWork {
    settings::Recipe recipe;
    std::filesystem::path project;
    training::RunFolder run;
    bool resume = false;      ///< from its last whole checkpoint, where it has one
    std::int64_t stopAt = 0;  ///< ends after this step with a checkpoint and Error (Interrupted); 0: at the end
    std::optional<Origin> origin;
};
TrainResult trainRun(const TrainWork& work, Control& control, const EventSink& events);

/// Key -> value of every option that changes what is learnt. Throws Error for a value that cannot be.
std::map<std::string, std::string> learntOptions(const settings::Recipe& recipe);

/// What can be told of a recipe before its training: bad values and combinations, a model, layers or names that are not
/// there, data that is not there or leaves nothing to train on (`withData`). Throws Error.
void checkRecipe(const settings::Recipe& recipe, const std::filesystem::path& project, bool withData = true);

/// The stages or folds of the request's recipe, into `run`; the caller has begun none of it.
TrainResult trainStages(const TrainRequest& request, const training::RunFolder& run, Control& control,
                        const EventSink& events);
TrainResult trainFolds(const TrainRequest& request, const training::RunFolder& run, Control& control,
                       const EventSink& events);

/// Begins a run that is made of others, or finds it again: its recipe and parts are on the disk afterwards. Throws
/// Error where a part that has a result was trained with other options than `recipes` says for it.
void beginParts(const TrainRequest& request, const training::RunFolder& run, const RunParts& parts,
                const std::vector<settings::Recipe>& recipes);
/// The result of a part that is trained already.
TrainResult partResult(const std::filesystem::path& part);

}  // namespace atelier::jobs
