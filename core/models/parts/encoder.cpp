#include "models/parts/encoder.h"

#include "common/error.h"
#include "settings/suggestion.h"

#include <torch/torch.h>

namespace atelier::models {

std::shared_ptr<Encoder> makeEncoder(const Json& section, const std::string& where, const std::string& type,
                                     const EncoderChoice& choice) {
    const auto own = jsonAt<std::string>(section, "model_type", where, type);
    const auto& all = Registry<EncoderFactory>::instance().all();
    const auto found = all.find(own);
    if (found == all.end()) throw settings::unknownName("encoder (model_type)", own, where, all);
    return found->second(section, where, choice);
}

std::vector<std::int64_t> featureLayers(const Json& config, const std::string& where,
                                        std::vector<std::int64_t> otherwise) {
    const auto found = config.find("vision_feature_layer");
    if (found == config.end() || found->is_null()) return otherwise;
    std::vector<std::int64_t> layers;
    for (const Json& layer : found->is_array() ? *found : Json::array({*found})) {
        if (!layer.is_number_integer())
            throw Error("\"vision_feature_layer\" must be a whole number or a list of them", where);
        layers.push_back(layer.get<std::int64_t>());
    }
    if (layers.empty()) throw Error("\"vision_feature_layer\" names no layer", where);
    return layers;
}

torch::Tensor gathered(const MediaList& media, const std::string& name, torch::Dtype dtype) {
    std::vector<torch::Tensor> all;
    for (const MediaSpan* medium : media) {
        const auto found = medium->tensors.find(name);
        if (found == medium->tensors.end()) throw Error("a medium without \"" + name + "\"");
        all.push_back(found->second);
    }
    return (all.size() == 1 ? all.front() : torch::cat(all)).to(dtype);
}

std::int64_t squaresOf(const MediaSpan& medium) {
    const auto& pixels = medium.tensors.at("pixel_values");
    return pixels.dim() == 5 ? pixels.size(0) * pixels.size(1) : pixels.size(0);
}

torch::Tensor gatheredSquares(const MediaList& media, torch::Dtype dtype, std::int64_t side) {
    std::vector<torch::Tensor> all;
    for (const MediaSpan* medium : media) {
        const auto& pixels = medium->tensors.at("pixel_values");
        all.push_back(pixels.dim() == 5 ? pixels.flatten(0, 1) : pixels);
    }
    const auto pixels = (all.size() == 1 ? all.front() : torch::cat(all)).to(dtype);
    if (pixels.size(2) != side || pixels.size(3) != side)
        throw Error("pictures of " + std::to_string(pixels.size(3)) + " x " + std::to_string(pixels.size(2)) +
                        " pixels, but the vision tower takes " + std::to_string(side) + " x " + std::to_string(side),
                    "pixel_values", "\"size\" of the image processor and \"image_size\" must be the same");
    return pixels;
}

MediaList allMedia(const Batch& batch) {
    MediaList media;
    for (const MediaSpan& span : batch.media)
        media.push_back(&span);
    return media;
}

std::vector<std::int64_t> sequencesOf(const MediaList& media) {
    std::vector<std::int64_t> sequences;
    for (const MediaSpan* medium : media)
        sequences.push_back(medium->sequence);
    return sequences;
}

}  // namespace atelier::models
