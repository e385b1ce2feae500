#pragma once

#include "common/json.h"
#include "training/options.h"

#include <cstdint>

namespace atelier::training {

/// Lets longer answers in as the loss falls: the limit grows by one whenever the running loss of at least kPatience
/// steps at the same limit is under `curriculum_loss`.
class Curriculum {
public:
    static constexpr int kPatience = 10;

    /// `longest`: where the limit stops to grow.
    Curriculum(const TrainOptions& options, std::int64_t longest);

    bool active() const { return threshold_.has_value(); }
    std::int64_t limit() const { return limit_; }
    /// After each step. True when the limit has grown.
    bool update(double loss);

    Json state() const;
    void restore(const Json& state, const std::string& where);

private:
    std::optional<double> threshold_;
    std::int64_t limit_, longest_, steps_ = 0;
    double running_ = 0;
};

}  // namespace atelier::training
