#include "training/schedules/plateau.h"

#include <algorithm>
#include <limits>

namespace atelier::training {

Plateau::Plateau(double rate, Arguments& details)
    : rate_(rate),
      factor_(details.number("factor", 0.1, 0, 0.999999)),
      threshold_(details.number("threshold", 1e-4, 0, 1e6)),
      least_(details.number("min_lr", 0, 0, 1e6)),
      smallestChange_(details.number("eps", 1e-8, 0, 1e6)),
      relative_(details.choice("threshold_mode", "rel", {"rel", "abs"}) == "rel"),
      patience_(details.count("patience", 10)),
      cooldown_(details.count("cooldown", 0)) {
    details.finish("reduce_lr_on_plateau");
}

bool Plateau::better(double loss) const {
    if (!best_) return true;
    return loss < (relative_ ? *best_ * (1 - threshold_) : *best_ - threshold_);
}

void Plateau::evaluated(double loss) {
    if (better(loss)) {
        best_ = loss;
        bad_ = 0;
    } else {
        ++bad_;
    }
    if (cooling_ > 0) {
        --cooling_;
        bad_ = 0;
    }
    if (bad_ <= patience_) return;
    const double lower = std::max(rate_ * factor_, least_);
    if (rate_ - lower > smallestChange_) rate_ = lower;
    cooling_ = cooldown_;
    bad_ = 0;
}

Json Plateau::state() const {
    return {{"rate", rate_}, {"best", best_ ? Json(*best_) : Json()}, {"bad", bad_}, {"cooling", cooling_}};
}

void Plateau::restore(const Json& state, const std::string& where) {
    rate_ = jsonAt<double>(state, "rate", where);
    if (!state.at("best").is_null()) best_ = jsonAt<double>(state, "best", where);
    bad_ = jsonAt<std::int64_t>(state, "bad", where);
    cooling_ = jsonAt<std::int64_t>(state, "cooling", where);
}

}  // namespace atelier::training
