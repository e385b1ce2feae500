#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/language_model.h"
#include "nn/activation.h"
#include "nn/build_device.h"
#include "nn/cross_attention.h"
#include "nn/stand_alone.h"
#include "nn/start_values.h"

#include <torch/torch.h>

#include <array>
#include <optional>
#include <utility>

// The Q-Former of InstructBLIP (Dai et al., 2023, arXiv 2305.06500): learned queries and the words of the prompt attend
// to each other as in BERT, queries alone to the picture, and each kind has its own feed-forward layers. The queries'
// rows go on. BLIP-2's (Li et al., 2023, arXiv 2301.12597), "blip2_qformer", has no words. Its config's dropout is of
// pretraining and not applied. Reference: transformers, models/instructblip, models/blip_2.
namespace atelier::models {
namespace {

constexpr const char* kIds = "qformer_input_ids";

struct QFormerOptions {
    std::int64_t layers = 0, width = 0, heads = 0, inner = 0, vocabulary = 0, positions = 0, queries = 0;
    std::int64_t frequency = 2;  ///< every so many layers, from the first on, attend to the picture
    std::int64_t seen = 0;       ///< width of the picture's features
    bool words = true;           ///< reads the prompt, too
    nn::Activation activation = nn::Activation::Gelu;
    nn::NormOptions norm{nn::NormKind::LayerNorm, 1e-12};
};

QFormerOptions read(const Json& config, const std::string& file, const BridgeSizes& sizes, bool words) {
    const auto section = config.find("qformer_config");
    if (section == config.end() || !section->is_object()) throw Error("\"qformer_config\" is missing", file);
    const std::string where = file + ": qformer_config";
    QFormerOptions o;
    o.words = words;
    o.layers = jsonAt<std::int64_t>(*section, "num_hidden_layers", where, 12);
    o.width = sizes.out;
    o.heads = jsonAt<std::int64_t>(*section, "num_attention_heads", where, 12);
    o.inner = jsonAt<std::int64_t>(*section, "intermediate_size", where, 3072);
    o.vocabulary = jsonAt<std::int64_t>(*section, "vocab_size", where, 30522);
    o.positions = jsonAt<std::int64_t>(*section, "max_position_embeddings", where, 512);
    o.frequency = jsonAt<std::int64_t>(*section, "cross_attention_frequency", where, 2);
    o.queries = jsonAt<std::int64_t>(config, "num_query_tokens", file, 32);
    o.seen = sizes.in;
    o.activation = nn::activationFrom(jsonAt<std::string>(*section, "hidden_act", where, std::string("gelu")), where);
    o.norm.eps = jsonAt<double>(*section, "layer_norm_eps", where, 1e-12);
    checkLayers(o.layers, where);
    checkSizes({{"hidden_size", o.width},
                {"intermediate_size", o.inner},
                {"num_attention_heads", o.heads},
                {"vocab_size", o.vocabulary},
                {"max_position_embeddings", o.positions},
                {"cross_attention_frequency", o.frequency}},
               where);
    checkSizes({{"num_query_tokens", o.queries}}, file);
    checkMultiple({"hidden_size", o.width}, {"num_attention_heads", o.heads}, where);
    return o;
}

torch::Tensor same(const torch::Tensor& x) {
    return x;
}

std::shared_ptr<torch::nn::Module> container(torch::nn::Module& parent, const std::string& name) {
    return parent.register_module(name, std::make_shared<torch::nn::Module>());
}

// Attention as BERT has it: its output's projection and the norm behind the residual lie in "output".
class QFormerAttention : public torch::nn::Module {
public:
    QFormerAttention(const QFormerOptions& o, std::int64_t seen) : heads_(o.heads) {
        auto inner = container(*this, "attention");
        query_ = inner->register_module("query", nn::Linear(nn::LinearOptions{o.width, o.width}));
        key_ = inner->register_module("key", nn::Linear(nn::LinearOptions{seen, o.width}));
        value_ = inner->register_module("value", nn::Linear(nn::LinearOptions{seen, o.width}));
        auto output = container(*this, "output");
        dense_ = output->register_module("dense", nn::Linear(nn::LinearOptions{o.width, o.width}));
        norm_ = output->register_module("LayerNorm", nn::Norm(o.norm, o.width));
    }
    // Every token sees all of its segment.
    torch::Tensor within(const torch::Tensor& x, const nn::ForwardContext& context) {
        const nn::AttentionMask mask{false, 0, {}};
        const auto mixed = nn::attend(headed(query_, x, context), headed(key_, x, context), headed(value_, x, context),
                                      context.segments, mask, *context.masks);
        return dense_->forward(mixed, context);
    }
    // Each segment sees its own medium.
    torch::Tensor across(const torch::Tensor& x, const nn::ForwardContext& context) {
        const auto& seen = context.media.rows;
        const auto mixed =
            nn::attendAcross(headed(query_, x, context), headed(key_, seen, context), headed(value_, seen, context),
                             context.segments, nn::Segments::ofLengths(context.media.lengths));
        return dense_->forward(mixed, context);
    }
    torch::Tensor norm(const torch::Tensor& x) const { return norm_->forward(x); }

private:
    torch::Tensor headed(nn::Linear& layer, const torch::Tensor& x, const nn::ForwardContext& context) const {
        return layer->forward(x, context).unflatten(-1, {heads_, -1});
    }

    std::int64_t heads_;
    nn::Linear query_{nullptr}, key_{nullptr}, value_{nullptr}, dense_{nullptr};
    nn::Norm norm_{nullptr};
};

// The feed-forward layer of queries or of words: `first`.dense, `second`.dense and the norm behind the residual.
class QFormerFeedForward {
public:
    QFormerFeedForward(torch::nn::Module& parent, const std::string& first, const std::string& second,
                       const QFormerOptions& o)
        : activation_(o.activation) {
        first_ = container(parent, first)->register_module("dense", nn::Linear(nn::LinearOptions{o.width, o.inner}));
        auto output = container(parent, second);
        second_ = output->register_module("dense", nn::Linear(nn::LinearOptions{o.inner, o.width}));
        norm_ = output->register_module("LayerNorm", nn::Norm(o.norm, o.width));
    }
    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) {
        const auto layers = [&](const torch::Tensor& input) {
            return second_->forward(nn::activate(activation_, first_->forward(input, context)), context);
        };
        return norm_->forward(nn::residual(x, hooks, context, same, layers, same));
    }
    nn::HookList<nn::SublayerHook> hooks;

private:
    nn::Activation activation_;
    nn::Linear first_{nullptr}, second_{nullptr};
    nn::Norm norm_{nullptr};
};

using Halves = std::pair<torch::Tensor, torch::Tensor>;  ///< queries of all media, and their words

// Each segment has its queries first.
Halves halvesOf(const torch::Tensor& x, const nn::Segments& segments, std::int64_t queries) {
    std::vector<std::int64_t> sizes;
    for (std::int64_t i = 0; i < segments.count(); ++i)
        sizes.insert(sizes.end(), {queries, segments.length(i) - queries});
    const auto pieces = x.split_with_sizes(sizes);
    std::array<std::vector<torch::Tensor>, 2> kinds;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        kinds[i % 2].push_back(pieces[i]);
    return {torch::cat(kinds[0]), torch::cat(kinds[1])};
}

torch::Tensor joined(const Halves& halves, const nn::Segments& segments, std::int64_t queries) {
    std::vector<std::int64_t> words;
    for (const std::int64_t length : segments.lengths())
        words.push_back(length - queries);
    const auto first = halves.first.split(queries), second = halves.second.split_with_sizes(words);
    std::vector<torch::Tensor> pieces;
    for (std::size_t i = 0; i < words.size(); ++i)
        pieces.insert(pieces.end(), {first[i], second[i]});
    return torch::cat(pieces);
}

// What the layers of a half see of a pass.
nn::ForwardContext contextOf(const nn::ForwardContext& whole, bool ofQueries, std::int64_t queries) {
    std::vector<std::int64_t> lengths;
    for (const std::int64_t length : whole.segments.lengths())
        lengths.push_back(ofQueries ? queries : length - queries);
    nn::ForwardContext context = whole;
    context.segments = nn::Segments::ofLengths(lengths);
    return context;
}

class QFormerLayer : public nn::Block, public nn::StandAlone {
public:
    QFormerLayer(const QFormerOptions& o, std::int64_t layer)
        : Block(layer),
          queries_(o.queries),
          width_(o.width),
          seen_(o.seen),
          attention_(register_module("attention", std::make_shared<QFormerAttention>(o, o.width))),
          ofQueries_(*this, "intermediate_query", "output_query", o) {
        if (o.words) words_.emplace(*this, "intermediate", "output", o);
        if (layer % o.frequency == 0)
            crossAttention_ = register_module("crossattention", std::make_shared<QFormerAttention>(o, o.seen));
    }

    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override {
        const auto mixed = [&](const torch::Tensor& input) { return attention_->within(input, context); };
        const auto attended = attention_->norm(nn::residual(x, attentionHooks_, context, same, mixed, same));
        auto [queries, words] = halvesOf(attended, context.segments, queries_);
        const auto own = contextOf(context, true, queries_);
        if (crossAttention_) {
            const auto across = [&](const torch::Tensor& input) { return crossAttention_->across(input, own); };
            queries = crossAttention_->norm(nn::residual(queries, crossHooks_, own, same, across, same));
        }
        queries = ofQueries_.forward(queries, own);
        if (!words_) return queries;
        return joined({queries, words_->forward(words, contextOf(context, false, queries_))}, context.segments,
                      queries_);
    }

    // Media whose tokens are their queries, and a short prompt each.
    nn::ForwardContext example(std::int64_t tokens, std::int64_t rows, torch::Dtype dtype,
                               torch::Device device) const override {
        const std::int64_t words = words_ ? 16 : 0;
        const auto media = std::max<std::int64_t>(1, tokens / queries_), each = std::max<std::int64_t>(1, rows / media);
        const auto count = static_cast<std::size_t>(media);
        nn::ForwardContext context;
        context.causal = false;
        context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(count, queries_ + words));
        context.media.rows = torch::full({media * each, seen_}, 0.01, torch::dtype(dtype).device(device));
        context.media.lengths.assign(count, each);
        context.media.sequences.assign(count, 0);
        return context;
    }

    std::vector<Sublayer> sublayers() override {
        std::vector<Sublayer> all{{"attention", true, width_, &attentionHooks_}};
        if (crossAttention_) all.push_back({"crossattention", true, width_, &crossHooks_});
        if (words_) all.push_back({"output", false, width_, &words_->hooks});
        all.push_back({"output_query", false, width_, &ofQueries_.hooks});
        return all;
    }

private:
    std::int64_t queries_, width_, seen_;
    std::shared_ptr<QFormerAttention> attention_, crossAttention_;
    std::optional<QFormerFeedForward> words_;
    QFormerFeedForward ofQueries_;
    nn::HookList<nn::SublayerHook> attentionHooks_, crossHooks_;
};

class QFormer : public Bridge, public nn::StartValues {
public:
    explicit QFormer(const QFormerOptions& o) : queries_(o.queries), longest_(o.positions) {
        queryTokens_ = register_parameter("query_tokens", nn::emptyParameter({1, o.queries, o.width}));
        if (o.words) {
            auto embeddings = container(*this, "embeddings");
            words_ = embeddings->register_module("word_embeddings", nn::Embedding(o.vocabulary, o.width));
            positions_ = embeddings->register_module("position_embeddings", nn::Embedding(o.positions, o.width));
            norm_ = embeddings->register_module("layernorm", nn::Norm(o.norm, o.width));
        } else {
            norm_ = register_module("layernorm", nn::Norm(o.norm, o.width));
        }
        torch::nn::ModuleList list;
        for (std::int64_t i = 0; i < o.layers; ++i) {
            blocks_.push_back(std::make_shared<QFormerLayer>(o, i));
            list->push_back(blocks_.back());
        }
        container(*this, "encoder")->register_module("layer", list);
    }

    Features forward(const Features& features, const MediaList& media) override {
        nn::ForwardContext context;
        context.causal = false;
        context.media = {features.rows, features.lengths, sequencesOf(media)};
        auto x = embedded(media, features.rows.scalar_type(), features.rows.device(), context);
        // Their inputs are few: nothing would be won by computing them again for the gradient.
        for (const auto& block : blocks_)
            x = block->forward(x, context);
        return {halvesOf(x, context.segments, queries_).first, std::vector<std::int64_t>(media.size(), queries_), {}};
    }

    void setStartValues(at::Generator& generator) override { queryTokens_.normal_(0, 0.02, generator); }

private:
    // Queries and words of each medium; writes the context's segments.
    torch::Tensor embedded(const MediaList& media, torch::Dtype dtype, torch::Device device,
                           nn::ForwardContext& context) const {
        const auto queries = queryTokens_.to(dtype).expand({std::ssize(media), -1, -1}).flatten(0, 1);
        if (!words_) {
            context.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(media.size(), queries_));
            return norm_->forward(queries);
        }
        std::vector<torch::Tensor> ids, places;
        std::vector<std::int64_t> lengths;
        for (const MediaSpan* medium : media) {
            const auto found = medium->tensors.find(kIds);
            if (found == medium->tensors.end())
                throw Error(std::string("an image without \"") + kIds + "\", the prompt that the Q-Former reads");
            ids.push_back(found->second.flatten());
            const std::int64_t count = ids.back().size(0);
            if (count > longest_)
                throw Error("a prompt of " + std::to_string(count) + " tokens for the Q-Former, which reads " +
                            std::to_string(longest_) + " at most");
            places.push_back(torch::arange(count, torch::kInt64));
            lengths.push_back(queries_ + count);
        }
        const auto words = words_->forward(torch::cat(ids).to(device), dtype) +
                           positions_->forward(torch::cat(places).to(device), dtype);
        context.segments = nn::Segments::ofLengths(lengths);
        return norm_->forward(joined({queries, words}, context.segments, queries_));
    }

    std::int64_t queries_, longest_;
    torch::Tensor queryTokens_;
    nn::Embedding words_{nullptr}, positions_{nullptr};
    nn::Norm norm_{nullptr};
    std::vector<std::shared_ptr<QFormerLayer>> blocks_;
};

BridgeFactory factory(bool words) {
    return [words](const Json& section, const std::string& where, const BridgeSizes& sizes) {
        return std::make_shared<QFormer>(read(section, where, sizes, words));
    };
}

const Registry<BridgeFactory>::Entry withWords{"qformer", factory(true)};
const Registry<BridgeFactory>::Entry withoutWords{"blip2_qformer", factory(false)};

}  // namespace
}  // namespace atelier::models
