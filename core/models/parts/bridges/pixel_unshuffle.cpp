#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/language_model.h"
#include "models/parts/picture_sizes.h"
#include "nn/activation.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// LFM2-VL's projector: squares of neighbouring patches side by side, a norm, two linear layers; pictures of any size.
// Reference: transformers, models/lfm2_vl.
namespace atelier::models {
namespace {

constexpr const char* kSizes = "spatial_shapes";

class PixelUnshuffle : public Bridge {
public:
    PixelUnshuffle(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : by_(jsonAt<std::int64_t>(section, "downsample_factor", where, 2)),
          activation_(nn::activationFrom(
              jsonAt<std::string>(section, "projector_hidden_act", where, std::string("gelu")), where)) {
        const auto inner = jsonAt<std::int64_t>(section, "projector_hidden_size", where, 2560);
        const bool bias = jsonAt<bool>(section, "projector_bias", where, true);
        checkSizes({{"downsample_factor", by_}, {"projector_hidden_size", inner}}, where);
        const std::int64_t wide = sizes.in * by_ * by_;
        if (jsonAt<bool>(section, "projector_use_layernorm", where, true))
            norm_ = register_module("layer_norm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, 1e-5}, wide));
        first_ = register_module("linear_1", nn::Linear(nn::LinearOptions{wide, inner, bias}));
        second_ = register_module("linear_2", nn::Linear(nn::LinearOptions{inner, sizes.out, bias}));
    }

    Features forward(const Features& features, const MediaList& media) override {
        auto wide = joinedSquares(features.rows, pictureSizes(media, kSizes, by_), by_);
        if (norm_) wide = norm_->forward(wide);
        Features out{second_->forward(nn::activate(activation_, first_->forward(wide))), features.lengths, {}};
        for (auto& length : out.lengths)
            length /= by_ * by_;
        return out;
    }

private:
    std::int64_t by_;
    nn::Activation activation_;
    nn::Norm norm_{nullptr};
    nn::Linear first_{nullptr}, second_{nullptr};
};

const Registry<BridgeFactory>::Entry entry{"pixel_unshuffle",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<PixelUnshuffle>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
