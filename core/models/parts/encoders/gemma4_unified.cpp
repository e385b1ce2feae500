#include "common/error.h"
#include "models/parts/encoder.h"
#include "models/parts/grids.h"
#include "models/parts/language_model.h"
#include "models/parts/padded_patches.h"
#include "nn/build_device.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

// In place of a tower: large patches go through one linear layer between norms and get embeddings of their column and
// row. Reference: transformers, Gemma4UnifiedVisionEmbedder.
namespace atelier::models {
namespace {

class Gemma4Patches : public Encoder {
public:
    Gemma4Patches(const Json& vision, const std::string& where) {
        const auto patch = jsonAt<std::int64_t>(vision, "patch_size", where, 16),
                   pool = jsonAt<std::int64_t>(vision, "pooling_kernel_size", where, 3);
        width = jsonAt<std::int64_t>(vision, "mm_embed_dim", where, 3840);
        positions_ = jsonAt<std::int64_t>(vision, "mm_posemb_size", where, 1120);
        const auto out = jsonAt<std::int64_t>(vision, "output_proj_dims", where, 3840);
        checkSizes({{"patch_size", patch},
                    {"pooling_kernel_size", pool},
                    {"mm_embed_dim", width},
                    {"mm_posemb_size", positions_}},
                   where);
        if (out != width)
            throw Error("\"output_proj_dims\" " + std::to_string(out) + " and \"mm_embed_dim\" " +
                            std::to_string(width) + " must be the same",
                        where);
        const std::int64_t numbers = 3 * patch * pool * patch * pool;
        const nn::NormOptions norm{nn::NormKind::LayerNorm, 1e-5};
        before_ = register_module("patch_ln1", nn::Norm(norm, numbers));
        dense_ = register_module("patch_dense", nn::Linear(nn::LinearOptions{numbers, width, true}));
        after_ = register_module("patch_ln2", nn::Norm(norm, width));
        table_ = register_parameter("pos_embedding", nn::emptyParameter({positions_, 2, width}));
        placed_ = register_module("pos_norm", nn::Norm(norm, width));
    }

    Features forward(const MediaList& media, const EncoderPass& pass) override {
        const auto pixels = paddedPatches(media, pass.dtype);
        if (pixels.size(-1) != dense_->options.in)
            throw Error("patches of " + std::to_string(pixels.size(-1)) + " numbers, but the model takes " +
                            std::to_string(dense_->options.in),
                        "pixel_values",
                        "the image processor must belong to the model: same patch_size and pooling_kernel_size");
        Features features;
        for (const MediaSpan* medium : media) {
            const auto [t, h, w] = medium->grid;
            if (h > positions_ || w > positions_)
                throw Error("a side of " + std::to_string(std::max(h, w)) + " patches, but the model has " +
                                std::to_string(positions_) + " positions",
                            "pixel_values", "take smaller pictures");
            features.lengths.push_back(t * h * w);
        }
        const auto [rows, columns] = patchPlaces(media, 1);
        const auto at = [&](std::int64_t axis, const torch::Tensor& places) {
            return at::embedding(table_.select(1, axis), places.to(pixels.device())).to(pass.dtype);
        };
        const auto x = after_->forward(dense_->forward(before_->forward(pixels)));
        features.rows = placed_->forward(x + (at(0, columns) + at(1, rows)));
        return features;
    }

private:
    std::int64_t positions_ = 0;
    nn::Norm before_{nullptr}, after_{nullptr}, placed_{nullptr};
    nn::Linear dense_{nullptr};
    torch::Tensor table_;
};

const Registry<EncoderFactory>::Entry entry{"gemma4_unified_vision",
                                            [](const Json& section, const std::string& where, const EncoderChoice&) {
                                                return std::make_shared<Gemma4Patches>(section, where);
                                            }};

}  // namespace
}  // namespace atelier::models
