#include "nn/block.h"

#include "nn/recompute.h"

#include <torch/torch.h>

namespace atelier::nn {

torch::Tensor throughBlock(const std::shared_ptr<Block>& block, const torch::Tensor& x,
                           const std::shared_ptr<const ForwardContext>& shared) {
    if (!shared->recompute || shared->cache || !torch::GradMode::is_enabled()) return block->forward(x, *shared);
    const auto takes = block->takes(), gives = block->gives();
    std::vector<torch::Tensor> inputs{x};
    for (const auto& name : takes)
        inputs.push_back(shared->handed->at(name));
    const TensorsFunction through = [block, shared, takes, gives](const std::vector<torch::Tensor>& tensors) {
        auto own = *shared;
        own.handed = std::make_shared<std::map<std::string, torch::Tensor>>();
        for (std::size_t i = 0; i < takes.size(); ++i)
            own.handed->emplace(takes[i], tensors[i + 1]);
        std::vector<torch::Tensor> results{block->forward(tensors.front(), own)};
        for (const auto& name : gives)
            results.push_back(own.handed->at(name));
        return results;
    };
    const auto results = recomputed(through, inputs);
    for (std::size_t i = 0; i < gives.size(); ++i)
        (*shared->handed)[gives[i]] = results[i + 1];
    return results.front();
}

torch::Tensor throughBlocks(const std::vector<std::shared_ptr<Block>>& blocks, std::size_t count, torch::Tensor x,
                            const ForwardContext& context) {
    const auto shared = std::make_shared<const ForwardContext>(context);
    for (std::size_t i = 0; i < count; ++i)
        x = throughBlock(blocks[i], x, shared);
    return x;
}

}  // namespace atelier::nn
