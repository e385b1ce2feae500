#pragma once

#include "models/model.h"

namespace atelier::models {

/// The module's name of the token embeddings ("model.language_model.embed_tokens").
std::string embeddingsName(const Model& model);
/// The name that the head's module has, or would have if it were not tied ("lm_head").
const std::string& headName(const Model& model);

/// Gives a model whose head is tied to the token embeddings a head of its own while this lives, under the name that the
/// checkpoint of an untied model would have. Both share memory until one of them gets other values.
class UntiedHead {
public:
    /// The model must outlive it. Throws std::logic_error for a head that is not tied.
    explicit UntiedHead(Model& model);
    ~UntiedHead();
    UntiedHead(const UntiedHead&) = delete;
    UntiedHead& operator=(const UntiedHead&) = delete;

    /// The head stays with the model afterwards.
    void keep() { kept_ = true; }

private:
    Model& model_;
    torch::nn::Module* parent_ = nullptr;
    std::string name_;
    bool kept_ = false;
};

}  // namespace atelier::models
