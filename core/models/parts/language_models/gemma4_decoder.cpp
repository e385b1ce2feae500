#include "models/parts/language_models/gemma4_decoder.h"

#include "nn/build_device.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace atelier::models {

Gemma4Layer::Gemma4Layer(const nn::DecoderOptions& options, std::int64_t index,
                         const nn::SelfAttentionOptions& attention, const Gemma4LayerOptions& own)
    : DecoderLayerImpl(options, index), own_(own), attention_(attention), rotaries_(options.rotaries) {
    const auto norm = [&](const char* name) { return register_module(name, nn::Norm(options.norm, options.hidden)); };
    scalar_ = register_buffer("layer_scalar", nn::emptyParameter({1}));
    if (own.perLayer > 0) {
        gate_ =
            register_module("per_layer_input_gate", nn::Linear(nn::LinearOptions{options.hidden, own.perLayer, false}));
        projection_ =
            register_module("per_layer_projection", nn::Linear(nn::LinearOptions{own.perLayer, options.hidden, false}));
        afterEmbeddings_ = norm("post_per_layer_input_norm");
    }
    if (!own.experts) return;
    router_ = register_module("router", nn::ScaledRouter(*own.experts, options.norm.eps));
    experts_ = register_module("experts", nn::Experts(*own.experts));
    afterDense_ = norm("post_feedforward_layernorm_1");
    afterExperts_ = norm("post_feedforward_layernorm_2");
    beforeExperts_ = norm("pre_feedforward_layernorm_2");
}

std::string Gemma4Layer::embeddingsName(std::int64_t layer) {
    return "embeddings for layer " + std::to_string(layer);
}

torch::Tensor Gemma4Layer::withExperts(const torch::Tensor& x, const torch::Tensor& dense,
                                       const nn::ForwardContext& context) {
    const auto routing = router_->forward(x, context);
    const auto sparse = experts_->forward(beforeExperts_->forward(x), routing);
    return afterDense_->forward(dense) + afterExperts_->forward(sparse);
}

torch::Tensor Gemma4Layer::forward(const torch::Tensor& x, const nn::ForwardContext& context) {
    const auto through = [](const nn::Norm& norm) {
        return [&norm](const torch::Tensor& input) { return norm->forward(input); };
    };
    const auto mixed = nn::residual(
        x, mixerHooks, context, through(beforeMixer),
        [&](const torch::Tensor& input) { return mixer->forward(input, context); }, through(afterMixer));
    auto y = nn::residual(
        mixed, mlpHooks, context, through(beforeMlp),
        [&](const torch::Tensor& input) {
            const auto dense = mlp->forward(input, context);
            return router_ ? withExperts(mixed, dense, context) : dense;
        },
        through(afterMlp));
    if (gate_) {
        const auto own = context.handed->at(embeddingsName(index)).to(y.scalar_type());
        const auto gated = nn::activate(own_.activation, gate_->forward(y, context)) * own;
        y = y + afterEmbeddings_->forward(projection_->forward(gated, context));
    }
    return y * scalar_.to(y.scalar_type());
}

std::vector<std::string> Gemma4Layer::takes() const {
    auto names = DecoderLayerImpl::takes();
    if (own_.perLayer > 0) names.push_back(embeddingsName(index));
    return names;
}

nn::ForwardContext Gemma4Layer::example(std::int64_t tokens, std::int64_t, torch::Dtype dtype,
                                        torch::Device device) const {
    tokens = std::max<std::int64_t>(1, tokens);
    nn::ForwardContext context;
    context.segments = nn::Segments::ofLengths({tokens});
    const auto positions = torch::arange(tokens, torch::dtype(torch::kInt64).device(device)).unsqueeze(0);
    for (const auto& rotary : rotaries_)
        context.rotaries.push_back(nn::makeRotary(positions, rotary));
    const auto filled = [&](std::vector<std::int64_t> shape) {
        return torch::full(shape, 0.01, torch::dtype(dtype).device(device));
    };
    for (const auto& name : DecoderLayerImpl::takes())  // keys and values of another layer
        context.handed->emplace(name, filled({tokens, attention_.keyValueHeads, attention_.headSize}));
    if (own_.perLayer > 0) context.handed->emplace(embeddingsName(index), filled({tokens, own_.perLayer}));
    return context;
}

void Gemma4Layer::setStartValues(at::Generator&) {
    scalar_.fill_(1);
}

Gemma4Decoder::Gemma4Decoder(nn::DecoderOptions o, const PerLayerEmbeddings& perLayer)
    : DecoderImpl(std::move(o)), perLayer_(perLayer) {
    if (perLayer.width == 0) return;
    const std::int64_t all = std::ssize(layers) * perLayer.width;
    table_ = register_module("embed_tokens_per_layer", nn::Embedding(perLayer.rows, all));
    projection_ =
        register_module("per_layer_model_projection", nn::Linear(nn::LinearOptions{options.hidden, all, false}));
    norm_ = register_module("per_layer_projection_norm", nn::Norm(options.norm, perLayer.width));
}

void Gemma4Decoder::prepare(const torch::Tensor& embeddings, nn::ForwardContext& context) {
    if (!table_) return;
    const auto dtype = embeddings.scalar_type();
    const auto words = torch::where(context.ids < 0, torch::full_like(context.ids, perLayer_.other), context.ids);
    const double scale =
        torch::scalar_tensor(std::sqrt(static_cast<double>(perLayer_.width)), torch::kFloat64).to(dtype).item<double>();
    const auto projected =
        projection_->forward(embeddings, context) * (1 / std::sqrt(static_cast<double>(options.hidden)));
    const std::vector<std::int64_t> shape{embeddings.size(0), std::ssize(layers), perLayer_.width};
    // The row of the padding is never trained, as in the reference.
    const auto rows = table_->forward(words, dtype);
    const auto kept = torch::where((words == perLayer_.other).unsqueeze(-1), rows.detach(), rows);
    const auto both = (norm_->forward(projected.view(shape)) + (kept * scale).view(shape)) * std::sqrt(0.5);
    const auto each = both.unbind(1);
    for (std::size_t i = 0; i < each.size(); ++i)
        (*context.handed)[Gemma4Layer::embeddingsName(static_cast<std::int64_t>(i))] = each[i];
}

}  // namespace atelier::models
