#pragma once

#include "common/json.h"
#include "models/parts/language_model.h"

#include <functional>
#include <string>

namespace atelier::models {

/// What a config says of a mixture of experts.
struct ExpertsConfig {
    std::int64_t count = 0, perToken = 0, inner = 0;
    std::int64_t sharedInner = 0;                       ///< 0: no expert for every token
    double balanceLoss = 0;                             ///< weight of the load-balancing loss; 0: it is not computed
    std::function<bool(std::int64_t layer)> inLayer{};  ///< whether a layer has experts in place of its MLP

    /// `defaults` with what the section says: "num_experts", "num_experts_per_tok", "moe_intermediate_size",
    /// "shared_expert_intermediate_size" (where there is a default for it), "decoder_sparse_step", "mlp_only_layers",
    /// "output_router_logits" and "router_aux_loss_coef". Throws Error (where) for sizes that do not fit together.
    static ExpertsConfig read(const Json& section, const std::string& where, const ExpertsConfig& defaults);
};

/// Puts the experts into the layers that have them.
void addExperts(nn::DecoderOptions& options, const ExpertsConfig& experts, const LlamaConfig& config);

}  // namespace atelier::models
