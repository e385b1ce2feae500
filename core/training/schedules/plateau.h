#pragma once

#include "common/json.h"
#include "training/arguments.h"

#include <cstdint>

namespace atelier::training {

/// The names of its details, for people.
inline constexpr const char* kPlateauDetails = "factor, patience, threshold, threshold_mode, cooldown, min_lr, eps";

/// A rate that falls when the validation loss has stopped doing so, as torch's ReduceLROnPlateau with its details and
/// defaults, mode "min".
class Plateau {
public:
    Plateau(double rate, Arguments& details);

    double rate() const { return rate_; }
    /// After each evaluation.
    void evaluated(double loss);

    Json state() const;
    void restore(const Json& state, const std::string& where);

private:
    bool better(double loss) const;

    double rate_, factor_, threshold_, least_, smallestChange_;
    bool relative_;
    std::int64_t patience_, cooldown_;
    std::optional<double> best_;
    std::int64_t bad_ = 0, cooling_ = 0;  // evaluations without progress; evaluations that are not counted
};

}  // namespace atelier::training
