#pragma once

#include "training/options.h"

#include <cstdint>

namespace atelier::training {

/// Learning rate over a run, as transformers' get_scheduler has it.
class Schedule {
public:
    Schedule(const TrainOptions& options, std::int64_t totalSteps);

    std::int64_t warmupSteps() const { return warmup_; }
    /// For the step that is number `step`, counted from 0.
    double at(std::int64_t step) const;

private:
    enum class Shape { Constant, Linear, Cosine };
    Shape shape_;
    double rate_;
    std::int64_t warmup_ = 0, total_;
};

}  // namespace atelier::training
