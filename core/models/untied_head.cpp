#include "models/untied_head.h"

#include "nn/build_device.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

namespace atelier::models {

std::string embeddingsName(const Model& model) {
    for (const auto& module : model.named_modules())
        if (module.value().get() == model.decoder->embedTokens.get()) return module.key();
    throw std::logic_error("a model without token embeddings");
}

const std::string& headName(const Model& model) {
    return std::ranges::find(model.parts(), Role::Language, &Part::role)->modules.back();
}

UntiedHead::UntiedHead(Model& model) : model_(model) {
    if (model.head) throw std::logic_error("the head is not tied");
    const std::string& path = headName(model);
    const auto dot = path.rfind('.');
    name_ = dot == std::string::npos ? path : path.substr(dot + 1);
    parent_ = dot == std::string::npos ? static_cast<torch::nn::Module*>(&model)
                                       : model.named_modules()[path.substr(0, dot)].get();
    const torch::Tensor& embeddings = model.decoder->embedTokens->weight;
    nn::Linear head{nullptr};
    {
        const nn::BuildDevice place(embeddings.device());
        // Made without rows, since it gets the embeddings' memory.
        head = nn::Linear(nn::LinearOptions{model.language().hidden, 0, false});
    }
    head->options.out = model.language().vocabulary;
    head->weight.set_data(embeddings.data());
    head->weight.set_requires_grad(false);
    model.head = nn::Linear(parent_->register_module(name_, head.ptr()));
}

UntiedHead::~UntiedHead() {
    if (kept_) return;
    model_.head = nn::Linear{nullptr};
    parent_->unregister_module(name_);
}

}  // namespace atelier::models
