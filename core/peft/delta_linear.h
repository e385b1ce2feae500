#pragma once

#include "peft/linear_adapter.h"

namespace atelier::peft {

/// An update that adds a whole matrix made of few numbers: y = Wx + ΔW x. ΔW and what it is made of are computed again
/// when the gradient comes, so a training keeps no matrix of the layer's size.
class DeltaLinear : public LinearUpdate {
public:
    torch::Tensor forward(nn::LinearImpl& layer, const torch::Tensor& x, const nn::LinearCall& below,
                          const nn::ForwardContext& context) override;
    void mergeInto(nn::LinearImpl& layer) const override;

protected:
    /// `rowDropout`: share of ΔW's rows that are zeroed at random in training; with `rescaled` the others grow so that
    /// the mean over the rows stays.
    explicit DeltaLinear(double rowDropout = 0, bool rescaled = false) : rowDropout_(rowDropout), rescaled_(rescaled) {}

    /// ΔW [out, in] in fp32, with its scale; takes part in autograd.
    virtual torch::Tensor delta() const = 0;

private:
    torch::Tensor thinned() const;

    double rowDropout_;
    bool rescaled_;
};

}  // namespace atelier::peft
