#pragma once

#include "models/batch.h"
#include "nn/decoder.h"

#include <memory>
#include <string>

namespace atelier::models {

enum class Part { VisionTower, Projector, LanguageModel };

/// Vision tower -> projector -> language model. Submodules are named as transformers 5 names them
/// (`model.language_model.layers.0…`). A family derives from it and builds its parts; everything that is the same in
/// all families lives here.
class VisionLanguageModel : public torch::nn::Module {
public:
    /// pixels as in Batch -> features of the tower [n, tower width].
    virtual torch::Tensor tower(const torch::Tensor& pixels, const Batch& batch) = 0;
    /// Tower features -> one row an image token [image tokens, hidden], in the order of the tokens.
    virtual torch::Tensor project(const torch::Tensor& features) = 0;
    /// Which part a parameter or module belongs to.
    virtual Part partOf(const std::string& name) const = 0;

    /// Text embeddings with image features in the places of the image tokens: [tokens, hidden] in computeType.
    /// The tower and the projector record no gradient unless they train. `continued`: the batch goes on from cached
    /// ones, its image tokens are the model's own words.
    torch::Tensor embed(const Batch& batch, bool continued = false);
    /// Hidden states after the final norm [tokens, hidden].
    torch::Tensor hidden(const Batch& batch, nn::KvCache* cache = nullptr);
    /// [n, hidden] -> [n, vocabulary], in the dtype of the hidden states.
    torch::Tensor logits(const torch::Tensor& hidden);
    /// The matrix of the head [vocabulary, hidden]: the token embeddings' own where they are tied.
    const torch::Tensor& headWeight() const { return head ? head->weight : decoder->embedTokens->weight; }

    nn::Decoder decoder{nullptr};
    nn::Linear head{nullptr};  ///< null: tied to the token embeddings
    std::int64_t imageTokenId = -1;
    torch::Dtype computeType = torch::kFloat32;  ///< dtype of activations
    bool recompute = false;  ///< layers keep their inputs alone for the gradient: less memory, more time
    bool towerTrains = false, projectorTrains = false;
    double embeddingNoise = 0;  ///< alpha of NEFTune (Jain et al., 2023, arXiv 2310.05914), while training; 0: none
    std::int64_t positionOffset = 0;  ///< added to all positions: the length of a key/value prefix, as PEFT counts

protected:
    /// Registers `decoder` under `parent` as "language_model" and `lm_head` on this.
    void buildLanguageModel(torch::nn::Module& parent, const nn::DecoderOptions& options, bool tied);
};

}  // namespace atelier::models
