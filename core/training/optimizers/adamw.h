#pragma once

#include "training/optimizers/stateful.h"

namespace atelier::training {

/// AdamW's constants.
struct AdamConstants {
    double beta1, beta2, epsilon;
};

/// AdamW (Loshchilov and Hutter, 2019) as torch.optim.AdamW(fused=True) computes it, in one operation. State: mean,
/// mean square, fp32 step.
void fusedAdamW(const std::vector<Update>& updates, const AdamConstants& constants, double rate, double decay,
                double scale);

/// The state that fusedAdamW takes, in `type`.
std::vector<StateTensor> adamLayout(const torch::Tensor& parameter, torch::ScalarType type);

}  // namespace atelier::training
