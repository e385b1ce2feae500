#include "common/error.h"
#include "models/places.h"
#include "peft/attachment.h"
#include "peft/method.h"
#include "peft/prefix/options.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"

#include <torch/torch.h>

#include <cmath>

// Prefix tuning (Li and Liang, 2021): learned keys and values before the text's own in every layer of the language
// model, without rotary; the text's positions start behind them. Names, config and layout of the tensor: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char* kEmbeddings = "prompt_embeddings";

struct PrefixShape {
    std::int64_t tokens = 0, layers = 0, heads = 0, headSize = 0;

    std::int64_t width() const { return heads * headSize; }  ///< of one layer's keys
};

/// Where keys and values come from: [tokens, layers · 2 · width] as PEFT lays them out, keys of a layer before its
/// values.
struct PrefixSource {
    torch::Tensor embedding;                       ///< that tensor; with a projection [tokens, width]
    torch::Tensor weight1, bias1, weight2, bias2;  ///< of the projection: two linear layers, tanh between

    /// Columns [begin, begin + count).
    torch::Tensor columns(std::int64_t begin, std::int64_t count) const {
        if (!weight1.defined()) return embedding.narrow(1, begin, count);
        const auto inner = at::tanh(at::linear(embedding, weight1, bias1));
        return at::linear(inner, weight2.narrow(0, begin, count), bias2.narrow(0, begin, count));
    }
};

class LayerPrefix : public nn::AttentionHook {
public:
    LayerPrefix(std::shared_ptr<const PrefixSource> from, const PrefixShape& shape, std::int64_t layer)
        : source_(std::move(from)), shape_(shape), layer_(layer) {}

    nn::KeyValues prefix(const nn::SelfAttentionImpl&, torch::Dtype dtype, const nn::ForwardContext&) override {
        const auto both = source_->columns(2 * layer_ * shape_.width(), 2 * shape_.width())
                              .to(dtype)
                              .reshape({shape_.tokens, 2, shape_.heads, shape_.headSize});
        return {both.select(1, 0), both.select(1, 1)};
    }

private:
    std::shared_ptr<const PrefixSource> source_;
    PrefixShape shape_;
    std::int64_t layer_;
};

// The text's positions start behind the prefix.
class PositionOffset : public nn::SequenceHook {
public:
    explicit PositionOffset(std::int64_t offset) : SequenceHook(0, offset) {}
};

class Prefix : public Adapter {
public:
    Prefix(models::Model& model, const std::vector<nn::SelfAttention>& layers, const PrefixShape& shape,
           std::shared_ptr<PrefixSource> source)
        : shape_(shape), source_(std::move(source)) {
        for (std::size_t i = 0; i < layers.size(); ++i)
            attachments_.emplace_back(layers[i].ptr(), nn::SelfAttention(layers[i])->hooks,
                                      std::make_shared<LayerPrefix>(source_, shape, static_cast<std::int64_t>(i)));
        offset_.emplace(nullptr, model.sequenceHooks, std::make_shared<PositionOffset>(shape.tokens));
        if (!source_->weight1.defined()) {
            parameters_ = {{kEmbeddings, source_->embedding}};
            return;
        }
        parameters_ = {{"prompt_encoder.embedding.weight", source_->embedding},
                       {"prompt_encoder.transform.0.weight", source_->weight1},
                       {"prompt_encoder.transform.0.bias", source_->bias1},
                       {"prompt_encoder.transform.2.weight", source_->weight2},
                       {"prompt_encoder.transform.2.bias", source_->bias2}};
    }

    const std::vector<Parameter>& parameters() const override { return parameters_; }
    std::vector<Parameter> saved() const override {
        torch::NoGradGuard noGrad;
        return {{kEmbeddings, source_->columns(0, shape_.layers * 2 * shape_.width())}};
    }
    Json config() const override {
        Json config = configHead("PREFIX_TUNING");
        config["num_virtual_tokens"] = shape_.tokens;
        config["token_dim"] = shape_.width();
        config["num_transformer_submodules"] = 1;
        config["num_attention_heads"] = shape_.heads;
        config["num_layers"] = shape_.layers;
        config["modules_to_save"] = nullptr;
        config["encoder_hidden_size"] = source_->weight1.defined() ? source_->weight1.size(0) : shape_.width();
        // What is saved is the result of the projection, to be read without one.
        config["prefix_projection"] = false;
        return config;
    }
    void setEnabled(bool enabled) override {
        for (auto& attachment : attachments_)
            attachment.set(enabled);
        offset_->set(enabled);
    }
    void merge() override {
        throw Error("prefix tuning cannot be merged: its keys and values belong to no weight", {},
                    "keep the adapter folder beside the model");
    }

private:
    PrefixShape shape_;
    std::shared_ptr<PrefixSource> source_;
    std::vector<Attachment<nn::AttentionHook>> attachments_;
    std::optional<Attachment<nn::SequenceHook>> offset_;
    std::vector<Parameter> parameters_;
};

// Attention layers of the language model. Throws Error where they are not alike.
std::vector<nn::SelfAttention> layersOf(models::Model& model) {
    std::vector<nn::SelfAttention> layers;
    for (const auto& place : models::findPlaces(model).attentions)
        if (place.part->role == models::Role::Language) layers.push_back(place.module);
    for (auto& layer : layers)
        if (layer->options.keyValueHeads != layers[0]->options.keyValueHeads ||
            layer->options.headSize != layers[0]->options.headSize)
            throw Error("prefix tuning needs attention layers that are alike, which this model does not have",
                        "finetuning_type", "take lora");
    if (layers.empty()) throw Error("prefix tuning needs attention layers, which this model does not have");
    return layers;
}

PrefixShape shapeFor(const std::vector<nn::SelfAttention>& layers, std::int64_t tokens) {
    const auto& o = layers.front()->options;
    return {tokens, std::ssize(layers), o.keyValueHeads, o.headSize};
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t seed) {
    const auto options = PrefixOptions::schema().read(recipe);
    const auto layers = layersOf(model);
    const auto shape = shapeFor(layers, options.tokens);
    const auto device = model.device();
    const auto generator = startGenerator(seed, kEmbeddings);
    const auto normal = [&](std::int64_t rows, std::int64_t columns, double deviation) {
        return torch::empty({rows, columns}).normal_(0, deviation, generator).to(device);
    };
    const auto uniform = [&](std::vector<std::int64_t> size, std::int64_t in) {
        const double bound = 1 / std::sqrt(static_cast<double>(in));
        return torch::empty(size).uniform_(-bound, bound, generator).to(device);
    };
    auto source = std::make_shared<PrefixSource>();
    const std::int64_t columns = shape.layers * 2 * shape.width();
    if (options.projection) {
        const std::int64_t inner = options.projectionWidth.value_or(shape.width());
        source->embedding = normal(shape.tokens, shape.width(), 1);
        source->weight1 = uniform({inner, shape.width()}, shape.width());
        source->bias1 = uniform({inner}, shape.width());
        source->weight2 = uniform({columns, inner}, inner);
        source->bias2 = uniform({columns}, inner);
    } else {
        // Small, so that the start is near the base model; PEFT draws from a standard normal.
        source->embedding = normal(shape.tokens, columns, 0.02);
    }
    return std::make_unique<Prefix>(model, layers, shape, source);
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    refuseUnless(saved, "modules_to_save");
    std::vector<std::string> unknown;
    for (const auto& [name, _] : saved.tensors)
        if (name != kEmbeddings) unknown.push_back(name);
    if (!unknown.empty())
        throw Error("tensors that find no place in the model: " + listed(unknown), saved.where,
                    "a prefix has one tensor, prompt_embeddings");
    const auto found = saved.tensors.find(kEmbeddings);
    if (found == saved.tensors.end()) throw Error("tensor \"prompt_embeddings\" is missing", saved.where);

    const auto layers = layersOf(model);
    const auto shape = shapeFor(layers, jsonAt<std::int64_t>(saved.config, "num_virtual_tokens", where));
    const auto expect = [&](const char* key, std::int64_t value) {
        const auto given = jsonAt<std::int64_t>(saved.config, key, where, value);
        if (given != value)
            throw Error("\"" + std::string(key) + "\" is " + std::to_string(given) + ", this model needs " +
                            std::to_string(value),
                        where, "the adapter belongs to another model");
    };
    expect("num_layers", shape.layers);
    expect("num_attention_heads", shape.heads);
    expect("token_dim", shape.width());
    expect("num_transformer_submodules", 1);
    ShapeCheck shapes;
    shapes.expect(kEmbeddings, found->second, {shape.tokens, shape.layers * 2 * shape.width()});
    shapes.throwIfWrong(saved.where);
    auto source = std::make_shared<PrefixSource>();
    source->embedding = found->second.to(model.device());
    return std::make_unique<Prefix>(model, layers, shape, source);
}

const Registry<Method>::Entry entry{"prefix", {create, load}};

}  // namespace
}  // namespace atelier::peft
