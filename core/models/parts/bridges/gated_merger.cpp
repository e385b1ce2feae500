#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/language_model.h"
#include "nn/activation.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// GLM-4.1V's merger: a linear layer with a norm and GELU behind it, then a gated MLP. The encoder has joined the
// patches already. Reference: transformers, models/glm4v.
namespace atelier::models {
namespace {

class GatedMerger : public Bridge {
public:
    GatedMerger(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : activation_(
              nn::activationFrom(jsonAt<std::string>(section, "hidden_act", where, std::string("silu")), where)) {
        const auto inner = jsonAt<std::int64_t>(section, "intermediate_size", where, 13696);
        checkSizes({{"intermediate_size", inner}}, where);
        if (sizes.in != sizes.out)
            throw Error("\"out_hidden_size\" " + std::to_string(sizes.in) + " is not the language model's width, " +
                            std::to_string(sizes.out),
                        where);
        const auto linear = [&](const char* name, std::int64_t in, std::int64_t out) {
            return register_module(name, nn::Linear(nn::LinearOptions{in, out, false}));
        };
        first_ = linear("proj", sizes.in, sizes.in);
        norm_ =
            register_module("post_projection_norm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, 1e-5}, sizes.in));
        gate_ = linear("gate_proj", sizes.in, inner);
        up_ = linear("up_proj", sizes.in, inner);
        down_ = linear("down_proj", inner, sizes.out);
    }
    Features forward(const Features& features, const MediaList&) override {
        const auto x = at::gelu(norm_->forward(first_->forward(features.rows)));
        return {down_->forward(nn::activate(activation_, gate_->forward(x)) * up_->forward(x)), features.lengths, {}};
    }

private:
    nn::Activation activation_;
    nn::Linear first_{nullptr}, gate_{nullptr}, up_{nullptr}, down_{nullptr};
    nn::Norm norm_{nullptr};
};

const Registry<BridgeFactory>::Entry entry{"gated_merger",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<GatedMerger>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
