#include "nn/decoder.h"

#include "nn/layers.h"
#include "nn/sublayer.h"

#include <torch/torch.h>

namespace atelier::nn {

DecoderLayerImpl::DecoderLayerImpl(const DecoderOptions& o, std::int64_t index) {
    inputNorm = register_module("input_layernorm", Norm(NormImpl::Kind::RMSNorm, o.hidden, o.eps));
    SelfAttentionOptions a;
    a.hidden = o.hidden;
    a.heads = o.heads;
    a.keyValueHeads = o.keyValueHeads;
    a.headSize = o.headSize;
    a.inputBias = o.attentionBias;
    a.outputBias = o.outputBias;
    a.layer = index;
    attention = register_module("self_attn", SelfAttention(a));
    postAttentionNorm = register_module("post_attention_layernorm", Norm(NormImpl::Kind::RMSNorm, o.hidden, o.eps));
    mlp = register_module("mlp", GatedMlp(o.hidden, o.inner, o.activation, o.mlpBias));
}

torch::Tensor DecoderLayerImpl::forward(const torch::Tensor& x, const AttentionContext& context) {
    const auto attended = residual(x, inputNorm->forward(x), attentionOutput,
                                   [&](const torch::Tensor& input) { return attention->forward(input, context); });
    return residual(attended, postAttentionNorm->forward(attended), mlpOutput,
                    [&](const torch::Tensor& input) { return mlp->forward(input); });
}

DecoderImpl::DecoderImpl(const DecoderOptions& o) : options(o) {
    embedTokens = register_module("embed_tokens", Embedding(o.vocabulary, o.hidden));
    torch::nn::ModuleList list;
    for (std::int64_t i = 0; i < o.layers; ++i) {
        layers.emplace_back(o, i);
        list->push_back(layers.back());
    }
    register_module("layers", list);
    norm = register_module("norm", Norm(NormImpl::Kind::RMSNorm, o.hidden, o.eps));
}

torch::Tensor DecoderImpl::forward(const torch::Tensor& embeddings, const torch::Tensor& positions,
                                   const Segments& segments, KvCache* cache) {
    AttentionContext context;
    context.segments = segments;
    context.cache = cache;
    context.rotary =
        options.multimodalSections.empty()
            ? makeRotary(positions[0], options.headSize, options.ropeTheta)
            : makeMultimodalRotary(positions, options.headSize, options.ropeTheta, options.multimodalSections);
    context.recompute = recompute;
    const auto x = throughLayers(layers, layers.size(), embeddings, context);
    if (cache) cache->advance(segments);
    return norm->forward(x);
}

}  // namespace atelier::nn
