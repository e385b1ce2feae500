#pragma once

#include "common/scope_name.h"
#include "models/batch.h"
#include "models/part.h"
#include "nn/decoder.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace atelier::models {

/// What encoders and bridges make of a batch's media.
struct MediaFeatures {
    torch::Tensor embeddings;  ///< [media tokens, hidden] in the order of Batch::mediaRows: they replace the tokens'
                               ///< embeddings; undefined: they stay
    std::map<std::int64_t, torch::Tensor> additions;  ///< by layer: added at the same tokens behind it (DeepStack)
    nn::MediaStates states;                           ///< what layers attend to, and what hooks see
};

/// A list of named parts and how a batch goes through them. Submodules are named as transformers 5 names them
/// (`model.language_model.layers.0…`). A family derives from it and registers its parts; everything that is the same in
/// all families lives here.
class Model : public torch::nn::Module {
public:
    const std::vector<Part>& parts() const { return parts_; }
    /// Which part a parameter or module belongs to.
    const Part& partOf(const std::string& name) const;

    /// Hidden states after the final norm [tokens, hidden], of the batch's own tokens. With a cache the batch goes on
    /// from what it holds.
    torch::Tensor hidden(const Batch& batch, nn::Cache* cache = nullptr);
    /// [n, hidden] -> [n, tokens of the head], in the dtype of the hidden states.
    torch::Tensor logits(const torch::Tensor& hidden);
    /// Room for `tokens` tokens of each sequence, beside what methods put in front of them.
    nn::Cache makeCache(std::int64_t sequences, std::int64_t tokens) const;

    /// The matrix of the head [vocabulary, hidden]: the token embeddings' own where they are tied.
    torch::Tensor headMatrix() const;
    /// Whether logits are a plain product with headMatrix().
    bool headIsPlain() const { return language().logitSoftCap == 0 && (!head || head->hooks.empty()); }
    torch::Device device() const { return decoder->embedTokens->weight.device(); }
    const nn::DecoderOptions& language() const { return decoder->options; }

    nn::Decoder decoder{nullptr};
    nn::Linear head{nullptr};  ///< null: tied to the token embeddings
    nn::HookList<nn::SequenceHook> sequenceHooks;
    torch::Dtype computeType = torch::kFloat32;  ///< dtype of activations
    bool recompute = false;  ///< blocks keep their inputs alone for the gradient: less memory, more time
    /// Names of parts in which something is trained: the others record no gradient unless one flows in.
    std::set<std::string> trainedParts;
    /// Weight of the load-balancing loss of layers with experts (nn/expert_loads.h), in passes that record a gradient.
    double balanceLoss = 0;
    /// Its mean over those passes since the last call, times the weight, with gradient; undefined: there was none.
    torch::Tensor takeBalanceLoss();
    /// As Family::unused, where the config decides it.
    std::vector<std::string> unused;
    double embeddingNoise = 0;  ///< alpha of NEFTune (Jain et al., 2023, arXiv 2310.05914), while training; 0: none

protected:
    /// Runs the batch's media through encoders and bridges. Called only where there are some.
    virtual MediaFeatures encodeMedia(const Batch& batch) = 0;

    void addPart(Part part) { parts_.push_back(std::move(part)); }
    /// Registers a module under its whole name, e.g. "model.visual"; modules between are made where they lack.
    template <class M>
    std::shared_ptr<M> place(const std::string& path, std::shared_ptr<M> module) {
        const auto [parent, name] = parentOf(path);
        parent->register_module(name, module);
        containers_[path] = module.get();
        return module;
    }
    /// Places the decoder and, unless it is tied to the embeddings, its head, and adds the part "language_model".
    void setLanguage(std::shared_ptr<nn::DecoderImpl> language, bool tied,
                     const std::string& path = "model.language_model", const std::string& headPath = "lm_head");
    /// f(), which records a gradient where the part trains or `input` needs one.
    template <class F>
    auto within(const std::string& part, const torch::Tensor& input, F&& f) {
        const bool needed = trainedParts.contains(part) || (input.defined() && input.requires_grad());
        torch::AutoGradMode mode(torch::GradMode::is_enabled() && needed);
        const ScopeName scope(part);
        return f();
    }
    /// A context of encoders: every token of a segment sees every other.
    nn::ForwardContext encoderContext(nn::Segments segments) const;

private:
    std::pair<torch::nn::Module*, std::string> parentOf(const std::string& path);

    std::vector<Part> parts_;
    std::map<std::string, torch::nn::Module*> containers_;
    std::vector<torch::Tensor> balanceLosses_;
};

}  // namespace atelier::models
