#pragma once

#include "peft/adapter.h"

#include <map>
#include <string>
#include <vector>

namespace atelier::peft {

/// Decides which directions of AdaLoRA's updates are kept: the running importance of each, smoothed over steps, against
/// a budget that falls from the first to the last rank (Zhang et al., 2023, sections 3.2 and 3.3; PEFT's
/// RankAllocator).
class RankAllocator {
public:
    /// A [rank, in], B [out, rank] and E [rank, 1] of one layer.
    struct Triplet {
        torch::Tensor a, b, e;
    };
    struct Schedule {
        std::int64_t initialRank = 12, targetRank = 8, warmupSteps = 0, finalSteps = 0, interval = 1;
        double beta1 = 0.85, beta2 = 0.85;
    };

    void add(const std::string& name, const Triplet& triplet);
    /// After an optimizer step, with its gradients: updates the importance, and sets E to zero where a direction is
    /// dropped.
    void step(const StepInfo& step, const Schedule& schedule);

    Tensors state() const;
    void restore(const Tensors& state, const std::string& where);

private:
    struct Score {
        torch::Tensor importance, uncertainty;  ///< running means, shaped as the parameter
    };
    struct Layer {
        Triplet triplet;
        Score a, b, e;
        torch::Tensor kept;  ///< bool [rank], once the budget is settled
    };
    static void update(Score& score, const torch::Tensor& parameter, double gradientScale, const Schedule& schedule);
    void drop(std::int64_t budget);

    std::map<std::string, Layer> layers_;
};

}  // namespace atelier::peft
