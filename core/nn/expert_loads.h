#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace atelier::nn {

/// How evenly the routers of one pass use their experts, and the loss that asks for more of it: Fedus et al., 2021,
/// equations 4 to 6, as one number for all layers. A router calls route(), the whole model attach() behind its last
/// layer. Source: transformers, load_balancing_loss_func.
class ExpertLoads : public std::enable_shared_from_this<ExpertLoads> {
public:
    /// A router's output with the loss's gradient: `weights` [tokens, experts of each] as they are; the gradient of
    /// attach()'s loss goes into `probabilities` [tokens, experts], fp32. `chosen` int64 [tokens, experts of each].
    /// The same layer may come again, as it does when it is recomputed.
    torch::Tensor route(std::int64_t layer, const torch::Tensor& weights, const torch::Tensor& probabilities,
                        const torch::Tensor& chosen);
    /// `hidden` as it is, and the loss, fp32: 1 for each expert of a token where all experts are used alike. Undefined
    /// where there was no router. The loss's gradient reaches the routers through `hidden`'s node, so both must go into
    /// what is differentiated.
    std::pair<torch::Tensor, torch::Tensor> attach(const torch::Tensor& hidden);

private:
    friend struct RouteNode;
    friend struct AttachNode;
    struct Load {
        torch::Tensor counts, probabilities;  ///< fp32 [experts], summed over tokens
        std::int64_t tokens = 0;
    };
    torch::Tensor share() const;  ///< of all tokens that see each expert, fp32 [experts]
    std::int64_t tokens() const;

    std::map<std::int64_t, Load> loads_;  ///< by layer
    torch::Tensor gradient_;              ///< of the loss, once it is known
};

}  // namespace atelier::nn
