#pragma once

#include "nn/attention.h"
#include "nn/mlp.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::nn {

/// Names of a layer's norms as in the checkpoint; null: there is none at that place.
struct LayerNormNames {
    const char* beforeMixer = "input_layernorm";
    const char* afterMixer = nullptr;  ///< on the mixer's output (Gemma)
    const char* beforeMlp = "post_attention_layernorm";
    const char* afterMlp = nullptr;
};

/// One layer of a decoder: which mixer and which feed-forward layer, under which names; or a block of another kind.
struct DecoderLayerOptions {
    std::string mixerName = "self_attn", mlpName = "mlp";
    std::function<std::shared_ptr<Mixer>()> mixer;
    std::function<std::shared_ptr<FeedForward>()> mlp;
    std::function<std::shared_ptr<Block>()> block;  ///< the whole layer, in place of all of the above
};

/// A decoder-only language model without its head. Llama, Qwen, Gemma and relatives differ in these policies.
struct DecoderOptions {
    std::int64_t vocabulary = 0, hidden = 0;
    std::int64_t headRows = 0;      ///< tokens that the head gives a logit; 0: the whole vocabulary
    double logitSoftCap = 0;        ///< logits are cap · tanh(logit / cap) (Gemma 2); 0: as they are
    std::int64_t maxPositions = 0;  ///< longest text that it was made for; 0: not known
    NormOptions norm;
    LayerNormNames norms;
    double balanceLoss = 0;     ///< weight of the experts' load-balancing loss that its config asks for
    double embeddingScale = 1;  ///< on text embeddings, not on media features (Gemma)
    std::vector<RotaryOptions> rotaries;
    std::int64_t learnedPositions = 0;  ///< rows of a table of positions that is added to all embeddings, those of
                                        ///< media too (GPT-2); 0: none
    std::vector<DecoderLayerOptions> layers;
};

struct DecoderLayerImpl : Block {
    DecoderLayerImpl(const DecoderOptions& options, std::int64_t index);
    torch::Tensor forward(const torch::Tensor& x, const ForwardContext& context) override;
    std::vector<Sublayer> sublayers() override;
    std::vector<std::string> takes() const override { return mixer->takes(); }
    std::vector<std::string> gives() const override { return mixer->gives(); }

    std::shared_ptr<Mixer> mixer;
    std::shared_ptr<FeedForward> mlp;
    Norm beforeMixer{nullptr}, afterMixer{nullptr}, beforeMlp{nullptr}, afterMlp{nullptr};
    HookList<SublayerHook> mixerHooks, mlpHooks;

private:
    std::string mixerName_, mlpName_;
    std::int64_t hidden_;
};

struct DecoderImpl : torch::nn::Module {
    explicit DecoderImpl(DecoderOptions options);

    /// Embeddings of text, int64 [tokens] -> [tokens, hidden] in `dtype`.
    torch::Tensor embed(const torch::Tensor& ids, torch::Dtype dtype) const;
    /// embeddings [tokens, hidden], positions int64 [planes, tokens] -> hidden states after the final norm [tokens,
    /// hidden]. Fills in the context's rotaries. With a cache, the pass's keys and values are added to it.
    torch::Tensor forward(const torch::Tensor& embeddings, const torch::Tensor& positions, ForwardContext context);
    /// Puts what its layers take beside x into the context's `handed`. By default they take nothing.
    virtual void prepare(const torch::Tensor& embeddings, ForwardContext& context) {}

    DecoderOptions options;
    Embedding embedTokens{nullptr};
    Embedding embedPositions{nullptr};  ///< null without learnedPositions
    std::vector<std::shared_ptr<Block>> layers;
    Norm norm{nullptr};
};
TORCH_MODULE(Decoder);

}  // namespace atelier::nn
