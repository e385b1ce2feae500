#include "common/error.h"
#include "models/parts/bridge.h"
#include "nn/activation.h"
#include "nn/linear.h"
#include "nn/norm.h"

#include <torch/torch.h>

#include <cmath>

// Pixel shuffle: squares of neighbouring patches lie side by side in a row, which is projected by a norm and two linear
// layers (InternVL: "pixel_shuffle_mlp") or by one without a bias (Idefics3: "pixel_shuffle_linear"). Reference:
// transformers, models/internvl and models/idefics3.
namespace atelier::models {
namespace {

// Rows of square pictures, alike in size and one behind the other: [n · side², width] -> [n · (side / by)²,
// width · by²]. Rows of a square go first, its columns within.
torch::Tensor shuffled(const torch::Tensor& rows, std::int64_t pictures, std::int64_t by, const std::string& key) {
    const std::int64_t each = rows.size(0) / pictures, width = rows.size(1);
    const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(each))));
    if (side * side != each || side % by != 0)
        throw Error(std::to_string(each) + " patches a picture cannot be joined by " + std::to_string(by) + " x " +
                        std::to_string(by),
                    key, "pictures must be squares, and their patches a side a multiple of it");
    return rows.view({pictures, side / by, by, side / by, by, width})
        .permute({0, 1, 3, 2, 4, 5})
        .reshape({-1, width * by * by});
}

std::int64_t picturesOf(const MediaList& media) {
    std::int64_t count = 0;
    for (const MediaSpan* medium : media)
        count += medium->tensors.at("pixel_values").size(0);
    return count;
}

std::vector<std::int64_t> joinedLengths(const Features& features, std::int64_t by) {
    auto lengths = features.lengths;
    for (auto& length : lengths)
        length /= by * by;
    return lengths;
}

class ShuffleMlp : public Bridge {
public:
    ShuffleMlp(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : activation_(nn::activationFrom(
              jsonAt<std::string>(section, "projector_hidden_act", where, std::string("gelu")), where)) {
        const auto ratio = jsonAt<double>(section, "downsample_ratio", where, 0.5);
        by_ = ratio > 0 ? static_cast<std::int64_t>(1 / ratio) : 0;
        if (by_ < 1 || std::abs(1 / ratio - static_cast<double>(by_)) > 1e-9)
            throw Error("\"downsample_ratio\" must be 1 divided by a whole number", where);
        const std::int64_t wide = sizes.in * by_ * by_;
        norm_ = register_module("layer_norm", nn::Norm(nn::NormOptions{nn::NormKind::LayerNorm, 1e-5}, wide));
        first_ = register_module("linear_1", nn::Linear(nn::LinearOptions{wide, sizes.out}));
        second_ = register_module("linear_2", nn::Linear(nn::LinearOptions{sizes.out, sizes.out}));
    }
    Features forward(const Features& features, const MediaList& media) override {
        const auto wide = shuffled(features.rows, picturesOf(media), by_, "downsample_ratio");
        const auto inner = nn::activate(activation_, first_->forward(norm_->forward(wide)));
        return {second_->forward(inner), joinedLengths(features, by_), {}};
    }

private:
    nn::Activation activation_;
    std::int64_t by_ = 2;
    nn::Norm norm_{nullptr};
    nn::Linear first_{nullptr}, second_{nullptr};
};

class ShuffleLinear : public Bridge {
public:
    ShuffleLinear(const Json& section, const std::string& where, const BridgeSizes& sizes)
        : by_(jsonAt<std::int64_t>(section, "scale_factor", where, 2)) {
        if (by_ < 1) throw Error("\"scale_factor\" must be at least 1", where);
        projection_ =
            register_module("modality_projection", std::make_shared<torch::nn::Module>())
                ->register_module("proj", nn::Linear(nn::LinearOptions{sizes.in * by_ * by_, sizes.out, false}));
    }
    Features forward(const Features& features, const MediaList& media) override {
        return {projection_->forward(shuffled(features.rows, picturesOf(media), by_, "scale_factor")),
                joinedLengths(features, by_),
                {}};
    }

private:
    std::int64_t by_;
    nn::Linear projection_{nullptr};
};

const Registry<BridgeFactory>::Entry mlp{"pixel_shuffle_mlp",
                                         [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
                                             return std::make_shared<ShuffleMlp>(section, where, sizes);
                                         }};
const Registry<BridgeFactory>::Entry linear{
    "pixel_shuffle_linear", [](const Json& section, const std::string& where, const BridgeSizes& sizes) {
        return std::make_shared<ShuffleLinear>(section, where, sizes);
    }};

}  // namespace
}  // namespace atelier::models
