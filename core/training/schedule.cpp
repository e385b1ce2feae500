#include "training/schedule.h"

#include <cmath>

namespace atelier::training {
namespace {

constexpr const char* kPlateau = "reduce_lr_on_plateau";  // the one that lives on evaluations

}  // namespace

std::vector<std::string> scheduleNames() {
    std::vector<std::string> names;
    for (const auto& shape : shapes())
        names.push_back(shape.name);
    names.push_back(kPlateau);
    return names;
}

std::string scheduleDetails() {
    std::string text;
    for (const auto& shape : shapes())
        if (!shape.details.empty()) text += shape.name + ": " + shape.details + ". ";
    return text + kPlateau + ": " + kPlateauDetails + ".";
}

Schedule::Schedule(const TrainOptions& options, std::int64_t totalSteps) : rate_(options.learningRate) {
    auto details = Arguments::fromJson(options.optimization.scheduleArguments, "lr_scheduler_kwargs");
    if (options.schedule == kPlateau) {
        plateau_.emplace(rate_, details);
        return;
    }
    if (options.schedule != "constant")  // without warm-up, whatever is set: so do the peers
        warmup_ = options.warmupSteps > 0
                      ? options.warmupSteps
                      : static_cast<std::int64_t>(std::ceil(options.warmupRatio * static_cast<double>(totalSteps)));
    shape_ = makeShape(options.schedule, {rate_, warmup_, totalSteps}, details);
}

double Schedule::at(std::int64_t step) const {
    return plateau_ ? plateau_->rate() : rate_ * shape_(step);
}

void Schedule::evaluated(double loss) {
    if (plateau_) plateau_->evaluated(loss);
}

Json Schedule::state() const {
    return plateau_ ? plateau_->state() : Json::object();
}

void Schedule::restore(const Json& state, const std::string& where) {
    if (plateau_) plateau_->restore(state, where);
}

}  // namespace atelier::training
