#include "common/error.h"
#include "models/parts/language_model.h"

// GPT-2 (Radford et al., 2019): learned positions, layer norms with biases, one matrix for queries, keys and values.
// Matrices are [out, in] here and the other way round in its files. Reference: transformers, models/gpt2.
namespace atelier::models {
namespace {

std::shared_ptr<nn::DecoderImpl> gpt2(const Json& section, const std::string& where) {
    const auto size = [&](const char* key, std::int64_t otherwise) {
        return jsonAt<std::int64_t>(section, key, where, otherwise);
    };
    const auto hidden = size("n_embd", 768), layers = size("n_layer", 12), heads = size("n_head", 12),
               inner = size("n_inner", 4 * hidden), positions = size("n_positions", 1024);
    checkLayers(layers, where);
    checkSizes({{"n_embd", hidden}, {"n_head", heads}, {"n_inner", inner}, {"n_positions", positions}}, where);
    checkMultiple({"n_embd", hidden}, {"n_head", heads}, where);
    if (jsonAt<bool>(section, "scale_attn_by_inverse_layer_idx", where, false) ||
        !jsonAt<bool>(section, "scale_attn_weights", where, true))
        throw Error("another scale of attention scores than 1 / sqrt(head size) is not supported", where);
    auto name = jsonAt<std::string>(section, "activation_function", where, std::string("gelu_new"));
    if (name == "gelu_new") name = "gelu_pytorch_tanh";  // the same function
    const auto activation = nn::activationFrom(name, where);

    nn::DecoderOptions o;
    o.vocabulary = size("vocab_size", 50257);
    checkSizes({{"vocab_size", o.vocabulary}}, where);
    o.hidden = hidden;
    o.maxPositions = o.learnedPositions = positions;
    o.norm = {nn::NormKind::LayerNorm, jsonAt<double>(section, "layer_norm_epsilon", where, 1e-5)};
    for (std::int64_t i = 0; i < layers; ++i) {
        const nn::SelfAttentionOptions attention{.hidden = hidden,
                                                 .heads = heads,
                                                 .keyValueHeads = heads,
                                                 .headSize = hidden / heads,
                                                 .inputBias = true,
                                                 .outputBias = true,
                                                 .fused = true,
                                                 .headNorm = {},
                                                 .rotary = {},
                                                 .layer = i};
        const nn::MlpOptions mlp{.width = hidden, .inner = inner, .activation = activation};
        nn::DecoderLayerOptions layer;
        layer.mixer = [attention] { return std::make_shared<nn::SelfAttentionImpl>(attention); };
        layer.mlp = [mlp] { return std::make_shared<nn::MlpImpl>(mlp); };
        o.layers.push_back(std::move(layer));
    }
    return std::make_shared<nn::DecoderImpl>(std::move(o));
}

const Registry<LanguageModelFactory>::Entry entry{"gpt2", gpt2};

}  // namespace
}  // namespace atelier::models
