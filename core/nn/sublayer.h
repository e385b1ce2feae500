#pragma once

#include "nn/slots.h"

#include <memory>

namespace atelier::nn {

/// x + f(input), with the sub-layer's output adapter in between where there is one.
template <class F>
torch::Tensor residual(const torch::Tensor& x, const torch::Tensor& input,
                       const std::shared_ptr<OutputAdapter>& adapter, F&& f) {
    const torch::Tensor output = f(input);
    return x + (adapter ? adapter->forward(input, output) : output);
}

}  // namespace atelier::nn
