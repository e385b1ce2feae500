#pragma once

#include "protocol/job.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace atelier::protocol {

struct FindRateResult {
    struct Point {
        double rate = 0, loss = 0, smoothed = 0;  ///< loss before the step that has this rate

        static constexpr auto fields() {
            return std::tuple(field("lr", &Point::rate), field("loss", &Point::loss),
                              field("smoothed_loss", &Point::smoothed));
        }
    };
    std::vector<Point> points;
    std::optional<double> steepest;       ///< where the smoothed loss falls fastest: the suggestion
    std::optional<double> tenthOfLowest;  ///< a tenth of the rate of the lowest smoothed loss: an upper bound
    bool diverged = false;                ///< ended before the highest rate

    static constexpr auto fields() {
        return std::tuple(field("points", &FindRateResult::points), field("steepest", &FindRateResult::steepest),
                          field("tenth_of_lowest", &FindRateResult::tenthOfLowest),
                          field("diverged", &FindRateResult::diverged));
    }
};

/// A search of the learning rate (Smith, 2017, arXiv 1506.01186): the recipe's training with a rate that rises from
/// step to step, until the loss diverges. Leaves nothing behind. Each step is reported as Metrics: "lr", "loss",
/// "smoothed_loss".
struct FindRateRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";  ///< of its file, for messages
    std::filesystem::path project;
    std::int64_t steps = 100;
    double lowest = 1e-7, highest = 1;

    using Result = FindRateResult;
    static constexpr const char* kName = "find_rate";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(recipeFields(&FindRateRequest::recipe, &FindRateRequest::recipeName),
                          field("project", &FindRateRequest::project), optionalField("steps", &FindRateRequest::steps),
                          optionalField("lowest", &FindRateRequest::lowest),
                          optionalField("highest", &FindRateRequest::highest));
    }
};

}  // namespace atelier::protocol
