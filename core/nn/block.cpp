#include "nn/block.h"

#include "nn/recompute.h"

#include <torch/torch.h>

namespace atelier::nn {

torch::Tensor throughBlock(const std::shared_ptr<Block>& block, const torch::Tensor& x,
                           const std::shared_ptr<const ForwardContext>& shared) {
    if (!shared->recompute || shared->cache || !torch::GradMode::is_enabled()) return block->forward(x, *shared);
    return recomputed([block, shared](const torch::Tensor& input) { return block->forward(input, *shared); }, x);
}

torch::Tensor throughBlocks(const std::vector<std::shared_ptr<Block>>& blocks, std::size_t count, torch::Tensor x,
                            const ForwardContext& context) {
    const auto shared = std::make_shared<const ForwardContext>(context);
    for (std::size_t i = 0; i < count; ++i)
        x = throughBlock(blocks[i], x, shared);
    return x;
}

}  // namespace atelier::nn
