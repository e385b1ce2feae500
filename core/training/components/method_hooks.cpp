#include "training/components/method_hooks.h"

#include <torch/torch.h>

namespace atelier::training {

// What a method adds to the loss counts as much as the mean loss of the step.
void MethodHooks::afterBackward(const BackwardInfo& info) {
    if (info.count == 0) return;
    const auto loss = adapter_.auxiliaryLoss();
    if (loss.defined()) (loss * (static_cast<double>(info.count) * info.lossScale)).backward();
}

void MethodHooks::afterUpdate(const UpdateInfo& info) {
    if (adapter_.actsAfterStep()) adapter_.afterStep({info.step, info.totalSteps, info.gradientScale});
}

}  // namespace atelier::training
