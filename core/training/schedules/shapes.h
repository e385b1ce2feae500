#pragma once

#include "training/arguments.h"

#include <cstdint>
#include <functional>
#include <string>

namespace atelier::training {

/// What a schedule's shape is made for.
struct ShapeSpan {
    double rate = 0;  ///< learning_rate: some details are rates, not shares of it
    std::int64_t warmup = 0, total = 0;
};

/// The learning rate of step number `step`, from 0, as a share of the recipe's.
using Shape = std::function<double(std::int64_t step)>;

/// The shape that is named as transformers' SchedulerType names it, with transformers' details and their defaults.
/// Throws Error for an unknown name or a detail that does not fit.
Shape makeShape(const std::string& name, const ShapeSpan& span, Arguments& details);

}  // namespace atelier::training
