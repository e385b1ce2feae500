#pragma once

#include "common/json.h"
#include "models/assembly/bridge_kinds.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::models {

inline constexpr const char* kAssembled = "atelier_assembled";  ///< config.json's model_type

/// How the tower of an assembled model cuts media, from its "vision_config".
struct TowerShape {
    bool grid = false;          ///< pictures of any size in a grid of patches, which carries its sizes (Qwen2-VL)
    std::int64_t image = 0;     ///< side in pixels, of towers that take one size
    std::int64_t rows = 0;      ///< of features a picture, of towers that take one size
    bool wholes = false;        ///< one row for a medium of any kind (ImageBind)
    bool choosesLayer = false;  ///< vision_feature_layer and vision_feature_select_strategy have a meaning
};

/// What config.json of an assembled model says, for the processor and the model alike. No torch here.
///
///     "model_type": "atelier_assembled",
///     "vision_config": { "model_type": "clip_vision_model", … },     of the tower
///     "vision_feature_layer": -2, "vision_feature_select_strategy": "default", "vision_feature_normed": false,
///     "bridges": [ { "kind": "mlp", … } ],                             in the order in which features go through them
///     "text_config": { "model_type": "llama", … },
///     "tie_word_embeddings": false,
///     "image_token": "<image>", "image_token_index": 32000,            and the same of videos, where it takes some
///     "end_of_turn": "</s>"
struct AssembledConfig {
    /// One bridge of the chain.
    struct Bridge {
        std::string name;    ///< of the part: "projector" for the last one, else its kind
        std::string module;  ///< "model.multi_modal_projector", "model.qformer", ...
        Json options;        ///< with "kind"
        const BridgeKind* kind = nullptr;
    };
    TowerShape tower;
    std::vector<Bridge> bridges;
    std::string imageToken, videoToken, endOfTurn;  ///< videoToken empty: no videos

    /// Throws Error (where = config.json's path) for what cannot belong together.
    static AssembledConfig read(const Json& config, const std::string& where);
    /// What the tower makes of frames of one size.
    FeatureShape seen(std::int64_t frames) const { return {tower.wholes ? 1 : frames, tower.rows}; }
    /// Tokens of a medium whose tower gives `shape`.
    std::int64_t tokens(FeatureShape shape, const std::string& where) const;
    /// Widths (in, out) of each bridge, from the tower's features to the language model's hidden size. Throws Error
    /// that names both sides where they do not meet.
    std::vector<std::pair<std::int64_t, std::int64_t>> widths(std::int64_t features, std::int64_t hidden,
                                                              const std::string& where) const;
};

}  // namespace atelier::models
