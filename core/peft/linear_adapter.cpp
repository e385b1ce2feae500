#include "peft/linear_adapter.h"

namespace atelier::peft {

void LinearAdapter::add(const LinearPlace& place, std::shared_ptr<LinearUpdate> update) {
    auto linear = place.module;
    attachments_.emplace_back(linear.ptr(), linear->hooks, update);
    for (auto parameter : update->parameters()) {
        parameter.name = kNamePrefix + place.name + "." + parameter.name;
        parameters_.push_back(std::move(parameter));
    }
    layers_.push_back({place.name, linear, std::move(update)});
}

void LinearAdapter::setEnabled(bool enabled) {
    for (auto& attachment : attachments_)
        attachment.set(enabled);
}

void LinearAdapter::setWeight(double weight) {
    for (auto& layer : layers_)
        layer.update->weight = weight;
}

void LinearAdapter::merge() {
    for (auto& layer : layers_)
        layer.update->mergeInto(*layer.linear);
    setEnabled(false);
}

void LinearAdapter::train(bool on) {
    for (auto& layer : layers_)
        layer.update->training = on;
}

}  // namespace atelier::peft
