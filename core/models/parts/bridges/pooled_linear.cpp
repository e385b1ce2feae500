#include "common/error.h"
#include "models/parts/bridge.h"
#include "nn/build_device.h"
#include "nn/norm.h"

#include <torch/torch.h>

#include <cmath>

// Gemma 3's projector: squares of neighbouring patches are averaged, normed and projected. Its matrix is [in, out], no
// linear layer, so that PEFT finds no target in it either. Reference: transformers, models/gemma3.
namespace atelier::models {
namespace {

class PooledLinear : public Bridge {
public:
    PooledLinear(const Json& section, const std::string& where, const BridgeSizes& sizes) {
        const Json& vision = section.at("vision_config");
        const std::string visionWhere = where + ": vision_config";
        const auto image = jsonAt<std::int64_t>(vision, "image_size", visionWhere, 224);
        const auto patch = jsonAt<std::int64_t>(vision, "patch_size", visionWhere, 16);
        const auto tokens = jsonAt<std::int64_t>(section, "mm_tokens_per_image", where, 256);
        side_ = patch > 0 ? image / patch : 0;
        const auto pooled =
            static_cast<std::int64_t>(std::sqrt(static_cast<double>(std::max<std::int64_t>(tokens, 0))));
        if (pooled < 1 || pooled * pooled != tokens || side_ < pooled || side_ / (side_ / pooled) != pooled)
            throw Error("\"mm_tokens_per_image\" is " + std::to_string(tokens) + ", but " + std::to_string(side_) +
                            " x " + std::to_string(side_) + " patches cannot be pooled to so many",
                        where);
        kernel_ = side_ / pooled;
        tokens_ = tokens;
        norm_ = register_module("mm_soft_emb_norm",
                                nn::Norm(nn::NormOptions{nn::NormKind::RMSNormOne,
                                                         jsonAt<double>(vision, "layer_norm_eps", visionWhere, 1e-6)},
                                         sizes.in));
        projection_ = register_parameter("mm_input_projection_weight", nn::emptyParameter({sizes.in, sizes.out}));
    }

    Features forward(const Features& features, const MediaList&) override {
        const std::int64_t width = features.rows.size(1);
        const auto patches = features.rows.view({-1, side_, side_, width}).permute({0, 3, 1, 2});
        const auto pooled = at::avg_pool2d(patches, {kernel_, kernel_}).flatten(2).transpose(1, 2).reshape({-1, width});
        const auto normed = norm_->forward(pooled);
        Features out{at::matmul(normed, projection_.to(normed.scalar_type())), {}, {}};
        for (const std::int64_t length : features.lengths)
            out.lengths.push_back(length / (side_ * side_) * tokens_);
        return out;
    }

private:
    std::int64_t side_ = 0, kernel_ = 0, tokens_ = 0;
    nn::Norm norm_{nullptr};
    torch::Tensor projection_;
};

const Registry<BridgeFactory>::Entry entry{"pooled_linear",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<PooledLinear>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
