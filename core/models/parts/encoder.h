#pragma once

#include "common/json.h"
#include "common/registry.h"
#include "models/batch.h"
#include "nn/forward_context.h"

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::models {

using MediaList = std::vector<const MediaSpan*>;

/// Features of media, one medium behind the other.
struct Features {
    torch::Tensor rows;                 ///< [n, width]
    std::vector<std::int64_t> lengths;  ///< rows of each medium
    std::vector<torch::Tensor> levels;  ///< further outputs of the same lengths, e.g. of inner layers
};

/// How an encoder is used in a pass.
struct EncoderPass {
    torch::Dtype dtype = torch::kFloat32;
    bool recompute = false;
};

/// Media -> features. Submodules are named as the checkpoint names them.
class Encoder : public torch::nn::Module {
public:
    /// Media of the modalities that it takes, with the tensors that the family's layout gives them.
    virtual Features forward(const MediaList& media, const EncoderPass& pass) = 0;
    std::int64_t width = 0;  ///< of a row of its features
};

/// Which features are taken.
struct EncoderChoice {
    /// Hidden states behind these layers, side by side in a row: 0 is the embeddings, -1 the last one, -2 before it.
    std::vector<std::int64_t> layers{-1};
    bool dropClass = false;  ///< without the class token
    bool normed = false;     ///< through the norm behind the last layer
};

/// Registered under "model_type" of the encoder's section of a config. Throws Error (where) for what it cannot build.
using EncoderFactory =
    std::function<std::shared_ptr<Encoder>(const Json& section, const std::string& where, const EncoderChoice& choice)>;

/// From a config's section; `type` where it does not say its model_type.
std::shared_ptr<Encoder> makeEncoder(const Json& section, const std::string& where, const std::string& type,
                                     const EncoderChoice& choice = {});

/// EncoderChoice::layers from "vision_feature_layer", a number or a list of them; `otherwise` where it is not there.
std::vector<std::int64_t> featureLayers(const Json& config, const std::string& where,
                                        std::vector<std::int64_t> otherwise);

/// The tensor `name` of each medium, one behind the other along the first dimension, in `dtype`. Throws Error where one
/// lacks it.
torch::Tensor gathered(const MediaList& media, const std::string& name, torch::Dtype dtype);
/// How many pictures of one size a medium is for its encoder: "pixel_values" is [n, channels, side, side], or
/// [1, n, channels, side, side] where the reference gives each medium a row.
std::int64_t squaresOf(const MediaSpan& medium);
/// The tensors "pixel_values" of encoders that take pictures of one size, [all n, channels, side, side]. Throws Error
/// for another size.
torch::Tensor gatheredSquares(const MediaList& media, torch::Dtype dtype, std::int64_t side);
MediaList allMedia(const Batch& batch);
/// The sequence of each medium.
std::vector<std::int64_t> sequencesOf(const MediaList& media);

}  // namespace atelier::models
