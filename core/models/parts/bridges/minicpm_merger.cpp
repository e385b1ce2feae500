#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/picture_sizes.h"
#include "nn/activation.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// MiniCPM-V's projector: squares of 2 × 2 neighbours, a norm, two linear layers. Reference: transformers,
// models/minicpmv4_6.
namespace atelier::models {
namespace {

constexpr std::int64_t kMerge = 2;  // as the reference has it

class MiniCpmMerger : public Bridge {
public:
    MiniCpmMerger(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : towerMerges_(jsonAt<std::string>(section, "downsample_mode", where, std::string("16x")) != "4x") {
        if (jsonAt<std::int64_t>(section, "merger_times", where, 1) != 1)
            throw Error("\"merger_times\" must be 1", where, "the processor writes the tokens of one merge");
        if (const auto kernel = section.find("merge_kernel_size");
            kernel != section.end() && !kernel->is_null() && *kernel != Json::array({kMerge, kMerge}))
            throw Error("\"merge_kernel_size\" must be [2, 2]", where);
        const std::int64_t wide = sizes.in * kMerge * kMerge;
        auto layers = register_module("mlp", std::make_shared<torch::nn::Module>());
        auto mlp = layers->register_module("0", std::make_shared<torch::nn::Module>());
        norm_ = mlp->register_module("pre_norm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, 1e-6}, wide));
        first_ = mlp->register_module("linear_1", nn::Linear(nn::LinearOptions{wide, wide}));
        second_ = mlp->register_module("linear_2", nn::Linear(nn::LinearOptions{wide, sizes.out}));
    }

    Features forward(const Features& features, const MediaList& media) override {
        auto sizes = pictureSizes(media, "target_sizes", towerMerges_ ? 2 * kMerge : kMerge);
        if (towerMerges_)
            for (PatchGrid& size : sizes)
                size = {size.rows / 2, size.columns / 2};
        const auto wide = norm_->forward(joinedSquares(features.rows, sizes, kMerge));
        Features out{second_->forward(nn::activate(nn::Activation::Gelu, first_->forward(wide))), features.lengths, {}};
        for (auto& length : out.lengths)
            length /= kMerge * kMerge;
        return out;
    }

private:
    bool towerMerges_;  ///< patches come joined by two from the tower
    nn::Norm norm_{nullptr};
    nn::Linear first_{nullptr}, second_{nullptr};
};

const Registry<BridgeFactory>::Entry entry{"minicpm_merger",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<MiniCpmMerger>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
