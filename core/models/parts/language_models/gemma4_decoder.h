#pragma once

#include "nn/decoder.h"
#include "nn/scaled_router.h"
#include "nn/stand_alone.h"
#include "nn/start_values.h"

#include <cstdint>
#include <optional>

namespace atelier::models {

/// What layers of Gemma 4 have beside attention and MLP.
struct Gemma4LayerOptions {
    std::int64_t perLayer = 0;  ///< width of the embeddings that each layer has of its own; 0: none
    nn::Activation activation = nn::Activation::GeluTanh;
    std::optional<nn::SparseMlpOptions> experts;  ///< beside the MLP: both are summed
};

/// A decoder's layer that takes an embedding of its own and scales what it gives by "layer_scalar", a buffer [1].
class Gemma4Layer : public nn::DecoderLayerImpl, public nn::StandAlone, public nn::StartValues {
public:
    Gemma4Layer(const nn::DecoderOptions& options, std::int64_t index, const nn::SelfAttentionOptions& attention,
                const Gemma4LayerOptions& own);

    torch::Tensor forward(const torch::Tensor& x, const nn::ForwardContext& context) override;
    std::vector<std::string> takes() const override;
    nn::ForwardContext example(std::int64_t tokens, std::int64_t rows, torch::Dtype dtype,
                               torch::Device device) const override;
    void setStartValues(at::Generator& generator) override;

    /// Under which the context hands a layer its embeddings [tokens, perLayer].
    static std::string embeddingsName(std::int64_t layer);

private:
    torch::Tensor withExperts(const torch::Tensor& x, const torch::Tensor& dense, const nn::ForwardContext& context);

    Gemma4LayerOptions own_;
    nn::SelfAttentionOptions attention_;
    std::vector<nn::RotaryOptions> rotaries_;
    torch::Tensor scalar_;
    nn::Linear gate_{nullptr}, projection_{nullptr};
    nn::Norm afterEmbeddings_{nullptr}, afterDense_{nullptr}, beforeExperts_{nullptr}, afterExperts_{nullptr};
    nn::ScaledRouter router_{nullptr};
    nn::Experts experts_{nullptr};
};

/// Embeddings of each token for each layer: a table's, and the projected input's, added.
struct PerLayerEmbeddings {
    std::int64_t rows = 0;   ///< of the table
    std::int64_t width = 0;  ///< for a layer
    std::int64_t other = 0;  ///< the token whose row stands for media
};

/// The decoder that gives its layers such embeddings.
class Gemma4Decoder : public nn::DecoderImpl {
public:
    Gemma4Decoder(nn::DecoderOptions options, const PerLayerEmbeddings& perLayer);
    void prepare(const torch::Tensor& embeddings, nn::ForwardContext& context) override;

private:
    PerLayerEmbeddings perLayer_;
    nn::Embedding table_{nullptr};
    nn::Linear projection_{nullptr};
    nn::Norm norm_{nullptr};
};

}  // namespace atelier::models
