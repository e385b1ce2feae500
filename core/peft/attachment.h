#pragma once

#include "nn/hook_list.h"

#include <torch/nn/module.h>

#include <memory>

namespace atelier::peft {

/// Keeps a hook at a place of the model as long as it lives, switched on or off.
template <class Hook>
class Attachment {
public:
    /// `owner` is the module that has the place.
    Attachment(std::shared_ptr<torch::nn::Module> owner, nn::HookList<Hook>& place, std::shared_ptr<Hook> hook)
        : owner_(std::move(owner)), place_(&place), hook_(std::move(hook)) {
        place.add(hook_);
    }
    Attachment(Attachment&& other) noexcept = default;
    Attachment& operator=(Attachment&&) = delete;
    ~Attachment() {
        if (hook_) place_->remove(hook_.get());
    }

    void set(bool on) { place_->enable(hook_.get(), on); }

private:
    std::shared_ptr<torch::nn::Module> owner_;
    nn::HookList<Hook>* place_;
    std::shared_ptr<Hook> hook_;  // null after a move
};

}  // namespace atelier::peft
