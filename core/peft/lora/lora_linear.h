#pragma once

#include "nn/linear.h"

namespace atelier::peft {

/// y = Wx + b + scale · B A x (Hu et al., 2022), A [rank, in], B [out, rank]. A and B are fp32 leaves; the product runs
/// in x's dtype. One autograd node holds frozen product and update together: it keeps x and A x, and what the update
/// adds goes straight into the base's result and gradient.
class LoraLinear : public nn::LinearAdapter {
public:
    LoraLinear(torch::Tensor a, torch::Tensor b, double scale, double dropout);

    torch::Tensor forward(const nn::LinearImpl& base, const torch::Tensor& x) override;
    /// W += scale · B A, computed in fp32.
    void mergeInto(nn::LinearImpl& base) const;

    torch::Tensor a, b;
    double scale;
    double dropout;  ///< on the update's input, in training only
    bool training = false;
};

}  // namespace atelier::peft
