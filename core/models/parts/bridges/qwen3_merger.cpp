#include "models/parts/bridge.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// Qwen3-VL's mergers: merge × merge neighbours side by side, two linear layers; the norm before ("qwen3_merger") or
// after the neighbours are joined ("qwen3_level_merger", for inner layers). Reference: transformers, models/qwen3_vl.
namespace atelier::models {
namespace {

class Qwen3Merger : public Bridge {
public:
    Qwen3Merger(const Json& section, const std::string& where, const BridgeSizes& sizes, bool normAfter)
        : normAfter_(normAfter) {
        const auto merge = jsonAt<std::int64_t>(section, "spatial_merge_size", where, 2);
        merged_ = merge * merge;
        wide_ = sizes.in * merged_;
        norm_ = register_module("norm",
                                nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, 1e-6}, normAfter ? wide_ : sizes.in));
        first_ = register_module("linear_fc1", nn::Linear(nn::LinearOptions{wide_, wide_}));
        second_ = register_module("linear_fc2", nn::Linear(nn::LinearOptions{wide_, sizes.out}));
    }
    Features forward(const Features& features, const MediaList&) override {
        const auto& x = features.rows;
        const auto wide = normAfter_ ? norm_->forward(x.reshape({-1, wide_})) : norm_->forward(x).reshape({-1, wide_});
        Features out{second_->forward(at::gelu(first_->forward(wide))), {}, {}};
        for (const std::int64_t length : features.lengths)
            out.lengths.push_back(length / merged_);
        return out;
    }

private:
    bool normAfter_;
    std::int64_t wide_ = 0, merged_ = 4;
    nn::Norm norm_{nullptr};
    nn::Linear first_{nullptr}, second_{nullptr};
};

const Registry<BridgeFactory>::Entry merger{
    "qwen3_merger", [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
        return std::make_shared<Qwen3Merger>(section, where, sizes, false);
    }};
const Registry<BridgeFactory>::Entry levelMerger{
    "qwen3_level_merger", [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
        return std::make_shared<Qwen3Merger>(section, where, sizes, true);
    }};

}  // namespace
}  // namespace atelier::models
