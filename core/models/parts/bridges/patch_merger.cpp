#include "models/parts/bridge.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// Qwen2-VL's merger: norm, merge × merge neighbours side by side, two linear layers. Neighbours lie together in memory.
// Qwen2.5-VL has another kind of norm ("rms_patch_merger"). Reference: transformers, models/qwen2_vl, qwen2_5_vl.
namespace atelier::models {
namespace {

class PatchMerger : public Bridge {
public:
    PatchMerger(const Json& section, const std::string& where, const BridgeSizes& sizes, nn::NormKind norm) {
        const auto merge = jsonAt<std::int64_t>(section, "spatial_merge_size", where, 2);
        wide_ = sizes.in * merge * merge;
        norm_ = register_module("ln_q", nn::Norm(nn::NormOptions{norm, 1e-6}, sizes.in));
        auto mlp = register_module("mlp", std::make_shared<torch::nn::Module>());
        first_ = mlp->register_module("0", nn::Linear(nn::LinearOptions{wide_, wide_}));
        second_ = mlp->register_module("2", nn::Linear(nn::LinearOptions{wide_, sizes.out}));
        merged_ = merge * merge;
    }
    Features forward(const Features& features, const MediaList&) override {
        const auto wide = norm_->forward(features.rows).reshape({-1, wide_});
        Features out{second_->forward(at::gelu(first_->forward(wide))), {}, {}};
        for (const std::int64_t length : features.lengths)
            out.lengths.push_back(length / merged_);
        return out;
    }

private:
    std::int64_t wide_ = 0, merged_ = 4;
    nn::Norm norm_{nullptr};
    nn::Linear first_{nullptr}, second_{nullptr};
};

const Registry<BridgeFactory>::Entry layerNorm{
    "patch_merger", [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
        return std::make_shared<PatchMerger>(section, where, sizes, nn::NormKind::LayerNorm);
    }};
const Registry<BridgeFactory>::Entry rmsNorm{
    "rms_patch_merger", [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
        return std::make_shared<PatchMerger>(section, where, sizes, nn::NormKind::RMSNorm);
    }};

}  // namespace
}  // namespace atelier::models
