#pragma once

#include "protocol/job.h"

#include <filesystem>
#include <optional>

namespace atelier::protocol {

struct TrainResult {
    std::filesystem::path folder;  ///< PROJECT/runs/NAME
    std::int64_t steps = 0;
    double trainLoss = 0;
    std::optional<double> evalLoss;

    static constexpr auto fields() {
        return std::tuple(field("folder", &TrainResult::folder), field("steps", &TrainResult::steps),
                          field("train_loss", &TrainResult::trainLoss), field("eval_loss", &TrainResult::evalLoss));
    }
};

/// A recipe with `stages` or cross_validation_folds becomes a run made of runs (runs/run_parts.h): done ones stay when
/// it goes on. Between two steps it pauses, goes on and saves as `control` asks; StateChanged tells of it.
struct TrainRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";  ///< of its file, for messages
    std::filesystem::path project;
    std::string run;      ///< empty: a name from recipe and date
    bool resume = false;  ///< go on from the run's last whole checkpoint
    std::string from;     ///< start from the result of another run, "RUN", or from its "RUN@checkpoint-N"; empty: not
    bool withOptimizer = false;  ///< with `from`: takes the optimizer's state too, of that checkpoint or the last one

    using Result = TrainResult;
    static constexpr const char* kName = "train";
    static constexpr OnStop kOnStop = OnStop::Saves;
    static constexpr auto fields() {
        return std::tuple(recipeFields(&TrainRequest::recipe, &TrainRequest::recipeName),
                          field("project", &TrainRequest::project), optionalField("run", &TrainRequest::run),
                          optionalField("resume", &TrainRequest::resume), optionalField("from", &TrainRequest::from),
                          optionalField("with_optimizer", &TrainRequest::withOptimizer));
    }
};

}  // namespace atelier::protocol
