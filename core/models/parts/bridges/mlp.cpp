#include "models/parts/bridge.h"
#include "nn/activation.h"
#include "nn/linear.h"

// Projectors of each feature by itself: two linear layers with an activation between ("mlp", LLaVA-1.5), or one
// ("linear", PaliGemma). Reference: transformers, models/llava and models/paligemma.
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

class LinearBridge : public Bridge {
public:
    explicit LinearBridge(const BridgeSizes& sizes)
        : linear_(register_module("linear", nn::Linear(nn::LinearOptions{sizes.in, sizes.out}))) {}
    Features forward(const Features& features, const MediaList&) override {
        return {linear_->forward(features.rows), features.lengths, {}};
    }

private:
    nn::Linear linear_;
};

const Registry<BridgeFactory>::Entry linear{"linear", [](const Json&, const std::string&, const BridgeSizes& sizes) {
                                                return std::make_shared<LinearBridge>(sizes);
                                            }};
const Registry<BridgeFactory>::Entry entry{"mlp",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<Mlp>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
