#include "common/error.h"
#include "models/parts/bridge.h"
#include "models/parts/language_model.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// PaddleOCR-VL's projector: a norm, merge × merge neighbours side by side, two linear layers. Patches come row by row.
// Reference: transformers, models/paddleocr_vl.
namespace atelier::models {
namespace {

class PaddleOcrProjector : public Bridge {
public:
    PaddleOcrProjector(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : merge_(jsonAt<std::int64_t>(section, "spatial_merge_size", where, 2)) {
        checkSizes({{"spatial_merge_size", merge_}}, where);
        const std::int64_t wide = sizes.in * merge_ * merge_;
        norm_ = register_module("pre_norm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, 1e-5}, sizes.in));
        first_ = register_module("linear_1", nn::Linear(nn::LinearOptions{wide, wide}));
        second_ = register_module("linear_2", nn::Linear(nn::LinearOptions{wide, sizes.out}));
    }
    Features forward(const Features& features, const MediaList& media) override {
        const auto parts = norm_->forward(features.rows).split_with_sizes(features.lengths);
        std::vector<torch::Tensor> joined;
        Features out;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto [t, h, w] = media[i]->grid;
            if (h % merge_ != 0 || w % merge_ != 0)
                throw Error(
                    "a grid of " + std::to_string(h) + " x " + std::to_string(w) +
                        " patches, but the projector joins " + std::to_string(merge_) + " x " + std::to_string(merge_),
                    "image_grid_thw", "the image processor must belong to the model: merge_size is spatial_merge_size");
            joined.push_back(parts[i]
                                 .view({t * h / merge_, merge_, w / merge_, merge_, -1})
                                 .transpose(1, 2)
                                 .reshape({t * (h / merge_) * (w / merge_), -1}));
            out.lengths.push_back(joined.back().size(0));
        }
        out.rows = second_->forward(at::gelu(first_->forward(torch::cat(joined))));
        return out;
    }

private:
    std::int64_t merge_;
    nn::Norm norm_{nullptr};
    nn::Linear first_{nullptr}, second_{nullptr};
};

const Registry<BridgeFactory>::Entry entry{"paddleocr_projector",
                                           [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                               return std::make_shared<PaddleOcrProjector>(section, where, sizes);
                                           }};

}  // namespace
}  // namespace atelier::models
