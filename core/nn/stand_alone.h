#pragma once

#include "nn/forward_context.h"

#include <torch/types.h>

#include <cstdint>

namespace atelier::nn {

/// A block that takes more of its pass than tokens, such as features that it attends to. What runs a block by itself,
/// as the estimate of time does, asks it for an example of a pass.
class StandAlone {
public:
    virtual ~StandAlone() = default;
    /// A pass of at least one medium: about `tokens` tokens of media that have `rows` rows of features together, of
    /// `dtype` on `device`. Its segments say how many rows the block's x must have.
    virtual ForwardContext example(std::int64_t tokens, std::int64_t rows, torch::Dtype dtype,
                                   torch::Device device) const = 0;
};

}  // namespace atelier::nn
