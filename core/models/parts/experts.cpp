#include "models/parts/experts.h"

#include "common/error.h"
#include "nn/sparse_mlp.h"

#include <set>

namespace atelier::models {

ExpertsConfig ExpertsConfig::read(const Json& section, const std::string& where, const ExpertsConfig& defaults) {
    ExpertsConfig e = defaults;
    // transformers' attribute_map knows both.
    e.count = jsonAt<std::int64_t>(section, "num_local_experts", where,
                                   jsonAt<std::int64_t>(section, "num_experts", where, defaults.count));
    e.perToken = jsonAt<std::int64_t>(section, "num_experts_per_tok", where, defaults.perToken);
    e.inner = jsonAt<std::int64_t>(section, "moe_intermediate_size", where, defaults.inner);
    checkSizes({{"num_experts", e.count}, {"num_experts_per_tok", e.perToken}, {"moe_intermediate_size", e.inner}},
               where);
    constexpr std::int64_t kMostExperts = 10'000;
    if (e.count > kMostExperts)
        throw Error("\"num_experts\" " + std::to_string(e.count) + ": expected at most " + std::to_string(kMostExperts),
                    where);
    if (e.perToken > e.count)
        throw Error("\"num_experts_per_tok\" " + std::to_string(e.perToken) + " is more than \"num_experts\" " +
                        std::to_string(e.count),
                    where);
    if (defaults.sharedInner > 0) {
        e.sharedInner = jsonAt<std::int64_t>(section, "shared_expert_intermediate_size", where, defaults.sharedInner);
        checkSizes({{"shared_expert_intermediate_size", e.sharedInner}}, where);
    }
    const auto weight = jsonAt<double>(section, "router_aux_loss_coef", where, 0.001);
    if (!(weight >= 0)) throw Error("\"router_aux_loss_coef\" must not be negative", where);
    e.balanceLoss = jsonAt<bool>(section, "output_router_logits", where, false) ? weight : 0;
    if (defaults.inLayer) return e;
    const auto step = jsonAt<std::int64_t>(section, "decoder_sparse_step", where, 1);
    checkSizes({{"decoder_sparse_step", step}}, where);
    std::set<std::int64_t> dense;
    if (const auto list = section.find("mlp_only_layers"); list != section.end() && !list->is_null()) {
        if (!list->is_array()) throw Error("\"mlp_only_layers\" must be a list of whole numbers", where);
        for (const Json& layer : *list) {
            if (!layer.is_number_integer()) throw Error("\"mlp_only_layers\" must be a list of whole numbers", where);
            dense.insert(layer.get<std::int64_t>());
        }
    }
    e.inLayer = [step, dense](std::int64_t layer) { return !dense.contains(layer) && (layer + 1) % step == 0; };
    return e;
}

void addExperts(nn::DecoderOptions& options, const ExpertsConfig& experts, const LlamaConfig& config) {
    options.balanceLoss = experts.balanceLoss;
    for (std::int64_t i = 0; i < std::ssize(options.layers); ++i) {
        if (!experts.inLayer(i)) continue;
        nn::SparseMlpOptions own{.hidden = config.hidden,
                                 .inner = experts.inner,
                                 .experts = experts.count,
                                 .perToken = experts.perToken,
                                 .sharedInner = experts.sharedInner,
                                 .activation = config.activation,
                                 .layer = i};
        options.layers[static_cast<std::size_t>(i)].mlp = [own] { return std::make_shared<nn::SparseMlpImpl>(own); };
    }
}

}  // namespace atelier::models
