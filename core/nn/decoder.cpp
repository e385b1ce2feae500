#include "nn/decoder.h"

#include "common/error.h"

#include <torch/torch.h>

namespace atelier::nn {

DecoderLayerImpl::DecoderLayerImpl(const DecoderOptions& o, std::int64_t layer) : Block(layer), hidden_(o.hidden) {
    const auto& own = o.layers[static_cast<std::size_t>(layer)];
    mixerName_ = own.mixerName, mlpName_ = own.mlpName;
    const auto normCalled = [&](const char* name) {
        return name ? Norm(register_module(name, Norm(o.norm, o.hidden))) : Norm(nullptr);
    };
    beforeMixer = normCalled(o.norms.beforeMixer);
    mixer = register_module(mixerName_, own.mixer());
    afterMixer = normCalled(o.norms.afterMixer);
    beforeMlp = normCalled(o.norms.beforeMlp);
    mlp = register_module(mlpName_, own.mlp());
    afterMlp = normCalled(o.norms.afterMlp);
}

torch::Tensor DecoderLayerImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto through = [](const Norm& norm) {
        return [&norm](const torch::Tensor& input) { return norm ? norm->forward(input) : input; };
    };
    const auto mixed = residual(
        x, mixerHooks, context, through(beforeMixer),
        [&](const torch::Tensor& input) { return mixer->forward(input, context); }, through(afterMixer));
    return residual(
        mixed, mlpHooks, context, through(beforeMlp),
        [&](const torch::Tensor& input) { return mlp->forward(input, context); }, through(afterMlp));
}

std::vector<Block::Sublayer> DecoderLayerImpl::sublayers() {
    return {{mixerName_, true, hidden_, &mixerHooks}, {mlpName_, false, hidden_, &mlpHooks}};
}

DecoderImpl::DecoderImpl(DecoderOptions o) : options(std::move(o)) {
    embedTokens = register_module("embed_tokens", Embedding(options.vocabulary, options.hidden));
    if (options.learnedPositions > 0)
        embedPositions = register_module("embed_positions", Embedding(options.learnedPositions, options.hidden));
    torch::nn::ModuleList list;
    for (std::size_t i = 0; i < options.layers.size(); ++i) {
        if (const auto& block = options.layers[i].block)
            layers.push_back(block());
        else
            layers.push_back(std::make_shared<DecoderLayerImpl>(options, static_cast<std::int64_t>(i)));
        list->push_back(layers.back());
    }
    register_module("layers", list);
    norm = register_module("norm", Norm(options.norm, options.hidden));
}

torch::Tensor DecoderImpl::embed(const torch::Tensor& ids, torch::Dtype dtype) const {
    auto rows = embedTokens->forward(ids, dtype);
    if (options.embeddingScale != 1)
        rows = rows * torch::scalar_tensor(options.embeddingScale, torch::kFloat64).to(dtype).item<double>();
    return rows;
}

torch::Tensor DecoderImpl::forward(const torch::Tensor& embeddings, const torch::Tensor& positions,
                                   ForwardContext context) {
    context.rotaries.clear();
    for (const RotaryOptions& rotary : options.rotaries) {
        // What stretches longer texts alone ("dynamic").
        const auto& scaling = rotary.scaling;
        if (scaling.kind == RotaryScaling::Kind::None && scaling.originalPositions > 0 &&
            static_cast<double>(context.segments.longest()) > scaling.originalPositions)
            throw Error("a text of " + std::to_string(context.segments.longest()) +
                            " tokens, but the model was made for " +
                            std::to_string(static_cast<std::int64_t>(scaling.originalPositions)) +
                            ", and its \"dynamic\" rotary scaling is not supported beyond",
                        "", "shorten the samples (cutoff_len)");
        context.rotaries.push_back(makeRotary(positions, rotary));
    }
    prepare(embeddings, context);
    const auto shared = std::make_shared<const ForwardContext>(std::move(context));
    auto x = embeddings;
    if (embedPositions) {
        const auto longest = positions.numel() > 0 && !positions.is_meta() ? positions.max().item<std::int64_t>() : 0;
        if (longest >= options.learnedPositions)
            throw Error("a text of " + std::to_string(longest + 1) + " tokens, but the model has " +
                            std::to_string(options.learnedPositions) + " positions",
                        "", "shorten the samples (cutoff_len)");
        x = x + embedPositions->forward(positions.select(0, 0), x.scalar_type());
    }
    for (const auto& layer : layers) {
        x = throughBlock(layer, x, shared);
        if (const auto addition = shared->additions.find(layer->index); addition != shared->additions.end())
            x = x.index_add(0, addition->second.rows, addition->second.features.to(x.scalar_type()));
    }
    if (shared->cache) shared->cache->advance(shared->segments);
    return norm->forward(x);
}

}  // namespace atelier::nn
