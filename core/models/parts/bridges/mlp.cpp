#include "models/parts/bridge.h"
#include "nn/activation.h"
#include "nn/linear.h"

// LLaVA's projectors: two linear layers with an activation between ("mlp", LLaVA-1.5), or one ("linear", LLaVA).
// Reference: transformers, models/llava.
namespace atelier::models {
namespace {

class Mlp : public Bridge {
public:
    Mlp(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : activation_(nn::activationFrom(
              jsonAt<std::string>(section, "projector_hidden_act", where, std::string("gelu")), where)) {
        const bool bias = jsonAt<bool>(section, "multimodal_projector_bias", where, true);
        first_ = register_module("linear_1", nn::Linear(nn::LinearOptions{sizes.in, sizes.out, bias}));
        second_ = register_module("linear_2", nn::Linear(nn::LinearOptions{sizes.out, sizes.out, bias}));
    }
    Features forward(const Features& features, const MediaList&) override {
        return {second_->forward(nn::activate(activation_, first_->forward(features.rows))), features.lengths, {}};
    }

private:
    nn::Activation activation_;
    nn::Linear first_{nullptr}, second_{nullptr};
};

const Registry<BridgeFactory>::Entry entry{"mlp",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<Mlp>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
