#pragma once

#include "nn/attention.h"
#include "nn/recompute.h"

#include <memory>

namespace atelier::nn {

/// x through the first `count` layers (DecoderLayer, VisionBlock), one after the other.
template <class Layer>
torch::Tensor throughLayers(std::vector<Layer>& layers, std::size_t count, torch::Tensor x,
                            const AttentionContext& context) {
    if (!context.recompute || context.cache || !torch::GradMode::is_enabled()) {
        for (std::size_t i = 0; i < count; ++i)
            x = layers[i]->forward(x, context);
        return x;
    }
    // They are called once more after this function has returned.
    const auto shared = std::make_shared<const AttentionContext>(context);
    for (std::size_t i = 0; i < count; ++i)
        x = recomputed(
            [layer = layers[i], shared](const torch::Tensor& input) mutable { return layer->forward(input, *shared); },
            x);
    return x;
}

}  // namespace atelier::nn
