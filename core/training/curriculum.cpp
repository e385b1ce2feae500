#include "training/curriculum.h"

#include <algorithm>

namespace atelier::training {

Curriculum::Curriculum(const TrainOptions& options, std::int64_t longest)
    : threshold_(options.curriculumLoss), limit_(options.curriculumStart), longest_(longest) {}

bool Curriculum::update(double loss) {
    if (!active() || limit_ >= longest_) return false;
    // A mean at first, then an exponential one over some kPatience steps.
    running_ += (loss - running_) / static_cast<double>(std::min<std::int64_t>(++steps_, kPatience));
    if (steps_ < kPatience || running_ >= *threshold_) return false;
    ++limit_;
    steps_ = 0;
    running_ = 0;
    return true;
}

Json Curriculum::state() const {
    return {{"limit", limit_}, {"steps", steps_}, {"running_loss", running_}};
}

void Curriculum::restore(const Json& state, const std::string& where) {
    limit_ = jsonAt<std::int64_t>(state, "limit", where);
    steps_ = jsonAt<std::int64_t>(state, "steps", where);
    running_ = jsonAt<double>(state, "running_loss", where);
}

}  // namespace atelier::training
