#pragma once

#include "common/json.h"
#include "common/registry.h"
#include "nn/decoder.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace atelier::models {

/// Registered under "model_type" of a config's text part. Throws Error (where) for what it cannot build.
using LanguageModelFactory =
    std::function<std::shared_ptr<nn::DecoderImpl>(const Json& section, const std::string& where)>;

/// From a config's text part; `type` where it does not say its model_type. Throws Error for a type that is unknown.
std::shared_ptr<nn::DecoderImpl> makeLanguageModel(const Json& section, const std::string& where,
                                                   const std::string& type);

/// What Llama and its relatives have in common, as a config says it. A config leaves out what equals its class's
/// default, so the model says what that is; a size that is 0 must be there.
struct LlamaConfig {
    std::int64_t vocabulary = 0, hidden = 0, inner = 0, layers = 0, heads = 0;
    std::int64_t keyValueHeads = 0;  ///< 0: as many as heads
    std::int64_t headSize = 0;       ///< 0: hidden / heads
    std::int64_t maxPositions = 0;
    double eps = 1e-6, theta = 10000;
    bool attentionBias = false, outputBias = false, mlpBias = false;
    nn::Activation activation = nn::Activation::Silu;
    nn::RotaryOptions rotary{};

    /// `defaults` with what the section says. Reads both "rope_parameters" and the older "rope_theta" with
    /// "rope_scaling"; throws Error for sizes that do not fit together.
    static LlamaConfig read(const Json& section, const std::string& where, const LlamaConfig& defaults);
    nn::SelfAttentionOptions attention(std::int64_t layer) const;
    /// Every layer alike: self-attention and a gated MLP. `change` may alter a layer's attention.
    nn::DecoderOptions decoder(const std::function<void(nn::SelfAttentionOptions&)>& change = {}) const;
};

/// Reads "rope_type", "rope_theta", "factor" and the like of one object of rotary parameters into `rotary`.
void readRotary(const Json& parameters, const std::string& where, nn::RotaryOptions& rotary);
/// `section` as one of `type`, whatever it says of itself: for families with one language model alone, in which older
/// files name the whole model and the reference does not look.
Json ofType(const Json& section, const std::string& type);
/// A size by its key.
using NamedSize = std::pair<const char*, std::int64_t>;
/// Throws Error that names the first size below 1.
void checkSizes(const std::vector<NamedSize>& sizes, const std::string& where);
/// Throws Error that names both where `whole` is no multiple of `part`.
void checkMultiple(const NamedSize& whole, const NamedSize& part, const std::string& where);
/// Throws Error where a picture would have no patch.
void checkPatch(std::int64_t image, std::int64_t patch, const std::string& where);
/// Throws Error for a count of layers below 1 or above any model's: a broken config would be built for hours.
void checkLayers(std::int64_t layers, const std::string& where);

}  // namespace atelier::models
