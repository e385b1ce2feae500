#include "nn/linear.h"

#include "models/parts/bridge.h"

// One linear layer for each row of features, as in LLaVA (Liu et al., 2023), MiniGPT-4 (Zhu et al., 2023),
// Video-ChatGPT (Maaz et al., 2023) and PandaGPT (Su et al., 2023).
namespace atelier::models {
namespace {

class LinearBridge : public Bridge {
public:
    LinearBridge(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : linear_(register_module("linear", nn::Linear(nn::LinearOptions{
                                                sizes.in, sizes.out, jsonAt<bool>(section, "bias", where, true)}))) {}
    Features forward(const Features& features, const MediaList&) override {
        return {linear_->forward(features.rows), features.lengths, {}};
    }

private:
    nn::Linear linear_;
};

const Registry<BridgeFactory>::Entry entry{"linear",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<LinearBridge>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
