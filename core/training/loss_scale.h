#pragma once

#include "common/json.h"
#include "training/component.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace atelier::training {

/// The factor that keeps fp16 gradients above the smallest float (Micikevicius et al., 2018): halved when one of them
/// overflows, doubled after kGrowAfter steps that were fine. Starts lower than torch's: our loss is a sum, not a mean.
class LossScale : public Component {
public:
    explicit LossScale(bool active) : active_(active) {}

    static constexpr double kStart = 4096, kMost = 32768;  // beyond that the factor itself is no fp16
    static constexpr std::int64_t kGrowAfter = 500;

    bool active() const { return active_; }
    double value() const { return active_ ? value_ : 1; }
    std::int64_t overflows() const { return overflows_; }
    /// After a step. True when it is to be taken for an overflow: the next one is tried with a smaller factor.
    bool update(bool finite) {
        if (!active_) return false;
        if (finite) {
            if (++fine_ == kGrowAfter) value_ = std::min(2 * value_, kMost), fine_ = 0;
            return false;
        }
        fine_ = 0;
        if (value_ <= 1) return false;
        value_ /= 2;
        ++overflows_;
        return true;
    }

    std::string name() const override { return "loss_scale"; }
    void collect(protocol::MetricRecord& record) override {
        if (active_ && record.when == protocol::TrainingMetric::When::Logging) record.set("loss_scale", value_);
    }
    Json state() const override { return {{"value", value_}, {"fine", fine_}, {"overflows", overflows_}}; }
    void restore(const Json& state, const std::string& where) override {
        value_ = jsonAt<double>(state, "value", where);
        fine_ = jsonAt<std::int64_t>(state, "fine", where);
        overflows_ = jsonAt<std::int64_t>(state, "overflows", where);
    }

private:
    bool active_;
    double value_ = kStart;
    std::int64_t fine_ = 0, overflows_ = 0;
};

}  // namespace atelier::training
