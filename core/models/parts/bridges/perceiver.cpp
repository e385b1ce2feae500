#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/language_model.h"
#include "nn/activation.h"
#include "nn/build_device.h"
#include "nn/cross_attention.h"
#include "nn/linear.h"
#include "nn/norm.h"
#include "nn/start_values.h"

#include <torch/torch.h>

// Flamingo's perceiver resampler (Alayrac et al., 2022): learned latents attend to the features of a medium and to
// themselves; their rows go on. Its width is the features'. Reference: transformers, models/idefics (perceiver.py).
namespace atelier::models {
namespace {

struct PerceiverOptions {
    std::int64_t width = 0, latents = 64, depth = 6, heads = 16, headSize = 96;
    bool headNorms = true;  ///< norms of queries and keys
};

const nn::NormOptions kNorm{nn::NormKind::LayerNorm, 1e-5};

class PerceiverAttention : public torch::nn::Module {
public:
    explicit PerceiverAttention(const PerceiverOptions& o) : heads_(o.heads) {
        const std::int64_t inner = o.heads * o.headSize;
        contextNorm_ = register_module("context_layer_norm", nn::Norm(kNorm, o.width));
        latentsNorm_ = register_module("latents_layer_norm", nn::Norm(kNorm, o.width));
        if (o.headNorms) {
            qNorm_ = register_module("q_layer_norm", nn::Norm(kNorm, o.headSize));
            kNorm_ = register_module("k_layer_norm", nn::Norm(kNorm, o.headSize));
        }
        q_ = register_module("q_proj", nn::Linear(nn::LinearOptions{o.width, inner, false}));
        k_ = register_module("k_proj", nn::Linear(nn::LinearOptions{o.width, inner, false}));
        v_ = register_module("v_proj", nn::Linear(nn::LinearOptions{o.width, inner, false}));
        out_ = register_module("output_proj", nn::Linear(nn::LinearOptions{inner, o.width, false}));
    }
    // `latents` of each medium, `count` each; a medium's keys are its rows, then its latents.
    torch::Tensor forward(const torch::Tensor& given, const std::vector<std::int64_t>& lengths,
                          const torch::Tensor& latents, std::int64_t count) {
        const auto context = contextNorm_->forward(given), queries = latentsNorm_->forward(latents);
        const auto seen = context.split_with_sizes(lengths);
        const auto own = queries.split(count);
        std::vector<torch::Tensor> both;
        std::vector<std::int64_t> keys;
        for (std::size_t i = 0; i < lengths.size(); ++i) {
            both.insert(both.end(), {seen[i], own[i]});
            keys.push_back(lengths[i] + count);
        }
        const auto all = torch::cat(both);
        auto q = q_->forward(queries).unflatten(-1, {heads_, -1}), k = k_->forward(all).unflatten(-1, {heads_, -1});
        if (qNorm_) q = qNorm_->forward(q), k = kNorm_->forward(k);
        const auto v = v_->forward(all).unflatten(-1, {heads_, -1});
        const auto segments = nn::Segments::ofLengths(std::vector<std::int64_t>(lengths.size(), count));
        return out_->forward(nn::attendAcross(q, k, v, segments, nn::Segments::ofLengths(keys)));
    }

private:
    std::int64_t heads_;
    nn::Norm contextNorm_{nullptr}, latentsNorm_{nullptr}, qNorm_{nullptr}, kNorm_{nullptr};
    nn::Linear q_{nullptr}, k_{nullptr}, v_{nullptr}, out_{nullptr};
};

class PerceiverMlp : public torch::nn::Module {
public:
    explicit PerceiverMlp(std::int64_t width) {
        norm_ = register_module("ln", nn::Norm(kNorm, width));
        first_ = register_module("fc", nn::Linear(nn::LinearOptions{width, 4 * width, false}));
        second_ = register_module("c_proj", nn::Linear(nn::LinearOptions{4 * width, width, false}));
    }
    torch::Tensor forward(const torch::Tensor& x) {
        return second_->forward(nn::activate(nn::Activation::Relu, first_->forward(norm_->forward(x))));
    }

private:
    nn::Norm norm_{nullptr};
    nn::Linear first_{nullptr}, second_{nullptr};
};

class Perceiver : public Bridge, public nn::StartValues {
public:
    Perceiver(const Json& section, const std::string& where, const BridgeSizes& sizes) {
        PerceiverOptions o;
        o.width = sizes.in;
        o.latents = jsonAt<std::int64_t>(section, "num_latents", where, o.latents);
        o.depth = jsonAt<std::int64_t>(section, "depth", where, o.depth);
        o.heads = jsonAt<std::int64_t>(section, "num_heads", where, o.heads);
        o.headSize = jsonAt<std::int64_t>(section, "head_dim", where, o.headSize);
        o.headNorms = jsonAt<bool>(section, "qk_layer_norms", where, o.headNorms);
        checkLayers(o.depth, where);
        checkSizes({{"num_latents", o.latents}, {"num_heads", o.heads}, {"head_dim", o.headSize}}, where);
        if (sizes.in != sizes.out)
            throw Error("the resampler gives rows of " + std::to_string(sizes.in) + ", but " +
                            std::to_string(sizes.out) + " are wanted",
                        where, "put \"linear\" behind it");
        count_ = o.latents;
        latents_ = register_parameter("latents", nn::emptyParameter({o.latents, o.width}));
        torch::nn::ModuleList blocks;
        for (std::int64_t i = 0; i < o.depth; ++i) {
            torch::nn::ModuleList block;
            attentions_.push_back(std::make_shared<PerceiverAttention>(o));
            mlps_.push_back(std::make_shared<PerceiverMlp>(o.width));
            block->push_back(attentions_.back());
            block->push_back(mlps_.back());
            blocks->push_back(block);
        }
        register_module("blocks", blocks);
        norm_ = register_module("layer_norm", nn::Norm(kNorm, o.width));
    }

    Features forward(const Features& features, const MediaList& media) override {
        auto x = latents_.to(features.rows.scalar_type()).repeat({std::ssize(media), 1});
        for (std::size_t i = 0; i < attentions_.size(); ++i) {
            x = x + attentions_[i]->forward(features.rows, features.lengths, x, count_);
            x = x + mlps_[i]->forward(x);
        }
        return {norm_->forward(x), std::vector<std::int64_t>(media.size(), count_), {}};
    }

    void setStartValues(at::Generator& generator) override { latents_.normal_(0, 1, generator); }

private:
    std::int64_t count_ = 0;
    torch::Tensor latents_;
    std::vector<std::shared_ptr<PerceiverAttention>> attentions_;
    std::vector<std::shared_ptr<PerceiverMlp>> mlps_;
    nn::Norm norm_{nullptr};
};

const Registry<BridgeFactory>::Entry entry{"perceiver",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<Perceiver>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
