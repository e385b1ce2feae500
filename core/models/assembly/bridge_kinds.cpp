#include "models/assembly/bridge_kinds.h"

#include "common/error.h"
#include "settings/suggestion.h"

#include <cmath>

namespace atelier::models {
namespace {

FeatureShape same(const Json&, const FeatureShape& shape, const std::string&) {
    return shape;
}

std::int64_t sameWidth(const Json&, std::int64_t in, const std::string&) {
    return in;
}

std::int64_t atLeastOne(const Json& options, const char* key, std::int64_t otherwise, const std::string& where) {
    const auto value = jsonAt<std::int64_t>(options, key, where, otherwise);
    if (value < 1) throw Error("\"" + std::string(key) + "\" must be at least 1", where);
    return value;
}

// Squares of by × by patches become one.
FeatureShape joined(const FeatureShape& shape, std::int64_t by, const std::string& where) {
    const auto side = std::llround(std::sqrt(static_cast<double>(shape.rows)));
    if (side * side != shape.rows || side % by != 0)
        throw Error(std::to_string(shape.rows) + " features a picture cannot be joined by " + std::to_string(by) +
                        " x " + std::to_string(by),
                    where, "take the patches alone (features: patches), of a tower whose side is a multiple of it");
    return {shape.frames, shape.rows / (by * by)};
}

const BridgeKinds::Entry linear{"linear", {.part = "linear", .shape = same, .keys = {"width"}}};
const BridgeKinds::Entry mlp{
    "mlp", {.part = "mlp", .shape = same, .keys = {"projector_hidden_act", "multimodal_projector_bias", "width"}}};
const BridgeKinds::Entry shuffle{"pixel_shuffle",
                                 {.part = "pixel_shuffle_mlp",
                                  .shape =
                                      [](const Json& options, const FeatureShape& shape, const std::string& where) {
                                          const auto ratio = jsonAt<double>(options, "downsample_ratio", where, 0.5);
                                          const auto by = ratio > 0 ? std::llround(1 / ratio) : 0;
                                          if (by < 1 || std::abs(1 / ratio - static_cast<double>(by)) > 1e-9)
                                              throw Error("\"downsample_ratio\" must be 1 divided by a whole number",
                                                          where);
                                          return joined(shape, by, where);
                                      },
                                  .ofFrames = true,
                                  .keys = {"downsample_ratio", "projector_hidden_act", "width"}}};
const BridgeKinds::Entry shuffleLinear{
    "pixel_shuffle_linear",
    {.part = "pixel_shuffle_linear",
     .shape =
         [](const Json& options, const FeatureShape& shape, const std::string& where) {
             return joined(shape, atLeastOne(options, "scale_factor", 2, where), where);
         },
     .ofFrames = true,
     .keys = {"scale_factor", "width"}}};
const BridgeKinds::Entry merger{"patch_merger",
                                {.part = "patch_merger",
                                 .shape =
                                     [](const Json& options, const FeatureShape& shape, const std::string& where) {
                                         const auto merge = atLeastOne(options, "spatial_merge_size", 2, where);
                                         return FeatureShape{shape.frames, shape.rows / (merge * merge)};
                                     },
                                 .joinsNeighbours = true,
                                 .keys = {"spatial_merge_size", "width"}}};
const BridgeKinds::Entry qformer{"qformer",
                                 {.part = "blip2_qformer",
                                  .shape =
                                      [](const Json& options, const FeatureShape&, const std::string& where) {
                                          return FeatureShape{1, atLeastOne(options, "num_query_tokens", 32, where)};
                                      },
                                  .width =
                                      [](const Json& options, std::int64_t, const std::string& where) {
                                          const Json section = options.value("qformer_config", Json::object());
                                          return jsonAt<std::int64_t>(section, "hidden_size",
                                                                      where + ": qformer_config", 768);
                                      },
                                  .keys = {"num_query_tokens", "qformer_config"}}};
// A row for each frame, then one for each place.
FeatureShape pooled(const Json& options, const FeatureShape& shape, const std::string& where) {
    const auto frames = jsonAt<std::int64_t>(options, "temporal_tokens", where, 0);
    if (frames > 0 && shape.frames > frames)
        throw Error("a video of " + std::to_string(shape.frames) + " frames, but the bridge has " +
                        std::to_string(frames) + " tokens for them (temporal_tokens)",
                    where, "take fewer frames: video_maxlen in the recipe, or num_frames of the model");
    return {1, (frames > 0 ? frames : shape.frames) + shape.rows};
}

const BridgeKinds::Entry pooling{"temporal_spatial_pooling",
                                 {.part = "temporal_spatial_pooling",
                                  .shape = pooled,
                                  .width = sameWidth,
                                  .ofFrames = true,
                                  .keys = {"temporal_tokens"}}};
const BridgeKinds::Entry perceiver{
    "perceiver",
    {.part = "perceiver",
     .shape = [](const Json& options, const FeatureShape&,
                 const std::string& where) { return FeatureShape{1, atLeastOne(options, "num_latents", 64, where)}; },
     .width = sameWidth,
     .keys = {"num_latents", "depth", "num_heads", "head_dim", "qk_layer_norms"}}};

}  // namespace

const BridgeKind& bridgeKind(const std::string& name, const std::string& where) {
    const auto& all = BridgeKinds::instance().all();
    const auto found = all.find(name);
    if (found == all.end()) throw settings::unknownName("bridge", name, where, all);
    return found->second;
}

}  // namespace atelier::models
