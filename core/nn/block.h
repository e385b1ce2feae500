#pragma once

#include "nn/hook_list.h"
#include "nn/hooks.h"

#include <torch/nn/module.h>

#include <memory>
#include <string>
#include <vector>

namespace atelier::nn {

/// Mixes tokens of a sequence: attention, or something recurrent in its place. x [tokens, hidden] -> [tokens, hidden].
struct Mixer : torch::nn::Module {
    virtual torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) = 0;
    /// As those of Block.
    virtual std::vector<std::string> takes() const { return {}; }
    virtual std::vector<std::string> gives() const { return {}; }
};

/// Changes each token by itself: an MLP, or experts. x [tokens, hidden] -> [tokens, hidden].
struct FeedForward : torch::nn::Module {
    virtual torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) = 0;
};

/// One layer of an encoder or a language model. What looks at models layer by layer (freezing, learning rates, timing)
/// finds layers by this type.
struct Block : torch::nn::Module {
    explicit Block(std::int64_t layer) : index(layer) {}

    /// x [tokens, hidden] -> [tokens, hidden]
    virtual torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) = 0;

    struct Sublayer {
        std::string name;  ///< its module within the block, e.g. "self_attn"
        bool mixes;        ///< a mixer; else a feed-forward layer
        std::int64_t width;
        HookList<SublayerHook>* hooks;
    };
    virtual std::vector<Sublayer> sublayers() = 0;

    /// Names of the context's `handed` tensors that it reads, and of those that it adds. Their gradients reach what
    /// gave them, also where blocks are recomputed.
    virtual std::vector<std::string> takes() const { return {}; }
    virtual std::vector<std::string> gives() const { return {}; }

    std::int64_t index;
};

/// x + sub-layer(x) with its hooks inside of the residual connection.
template <class Before, class Layer, class After>
torch::Tensor residual(const torch::Tensor& x, const HookList<SublayerHook>& hooks, const ForwardContext& context,
                       Before&& before, Layer&& layer, After&& after) {
    torch::Tensor input = before(x);
    for (const auto& hook : hooks.active())
        input = hook->before(input, context);
    torch::Tensor output = after(layer(input));
    for (const auto& hook : hooks.active())
        output = hook->after(input, output, context);
    return x + output;
}

/// x through a block, of which x alone is kept for the gradient where the context says recompute. `shared` outlives the
/// backward pass.
torch::Tensor throughBlock(const std::shared_ptr<Block>& block, const torch::Tensor& x,
                           const std::shared_ptr<const ForwardContext>& shared);

/// x through the first `count` blocks, one after the other.
torch::Tensor throughBlocks(const std::vector<std::shared_ptr<Block>>& blocks, std::size_t count, torch::Tensor x,
                            const ForwardContext& context);

}  // namespace atelier::nn
