#pragma once

#include "training/arguments.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace atelier::training {

/// What a schedule's shape is made for.
struct ShapeSpan {
    double rate = 0;  ///< learning_rate: some details are rates, not shares of it
    std::int64_t warmup = 0, total = 0;
};

/// The learning rate of step number `step`, from 0, as a share of the recipe's.
using Shape = std::function<double(std::int64_t step)>;

/// A schedule by its name in recipes.
struct NamedShape {
    std::string name;
    std::string details;  ///< the names of its details, for people: "lr_end, power"; empty: none
    Shape (*make)(const ShapeSpan&, Arguments& details);
};
/// All of them, in the order of lists.
const std::vector<NamedShape>& shapes();

/// The shape that is named as transformers' SchedulerType names it, with transformers' details and their defaults.
/// Throws Error for an unknown name or a detail that does not fit.
Shape makeShape(const std::string& name, const ShapeSpan& span, Arguments& details);

}  // namespace atelier::training
