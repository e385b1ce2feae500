#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace atelier::peft {

/// Holds a place of the model (a slot of nn/slots.h): fills it while on, empties it when off or destroyed.
template <class T>
class Attachment {
public:
    /// `owner` is the module that has the slot. Throws std::logic_error when another adapter holds it.
    Attachment(std::shared_ptr<torch::nn::Module> owner, std::shared_ptr<T>& slot, std::shared_ptr<T> value,
               const std::string& name)
        : owner_(std::move(owner)), slot_(&slot), value_(std::move(value)) {
        if (slot) throw std::logic_error("two adapters at " + name);
        set(true);
    }
    Attachment(Attachment&& other) noexcept = default;
    Attachment& operator=(Attachment&&) = delete;
    ~Attachment() {
        if (owner_) set(false);
    }

    void set(bool on) {
        if (on)
            *slot_ = value_;
        else if (*slot_ == value_)
            slot_->reset();
    }

private:
    std::shared_ptr<torch::nn::Module> owner_;  // null after a move
    std::shared_ptr<T>* slot_;
    std::shared_ptr<T> value_;
};

}  // namespace atelier::peft
