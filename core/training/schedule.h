#pragma once

#include "training/options.h"
#include "training/schedules/plateau.h"
#include "training/schedules/shapes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atelier::training {

/// What `lr_scheduler_type` offers.
std::vector<std::string> scheduleNames();
/// The names of `lr_scheduler_kwargs`, a sentence for each schedule that has any: "polynomial: lr_end, power."
std::string scheduleDetails();

/// Learning rate over a run, as transformers' get_scheduler has it.
class Schedule {
public:
    /// Throws Error for details (lr_scheduler_kwargs) that do not fit.
    Schedule(const TrainOptions& options, std::int64_t totalSteps);

    std::int64_t warmupSteps() const { return warmup_; }
    /// For the step that is number `step`, counted from 0.
    double at(std::int64_t step) const;

    /// Whether it lives on evaluations (reduce_lr_on_plateau).
    bool needsEvaluation() const { return plateau_.has_value(); }
    void evaluated(double loss);

    Json state() const;
    void restore(const Json& state, const std::string& where);

private:
    double rate_;
    std::int64_t warmup_ = 0;
    Shape shape_;
    std::optional<Plateau> plateau_;
};

}  // namespace atelier::training
