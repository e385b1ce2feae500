#include "models/assembly/assembled_config.h"

#include "common/error.h"
#include "settings/suggestion.h"

#include <map>

namespace atelier::models {
namespace {

/// What is known of a tower by its model_type: transformers' defaults where a config leaves sizes out.
struct TowerKind {
    bool grid = false;
    std::int64_t image = 224, patch = 14;
    std::int64_t further = 0;  ///< tokens beside the patches
    bool wholes = false;
    bool choosesLayer = false;  ///< and whether it keeps its class token
};

const std::map<std::string, TowerKind>& towers() {
    static const std::map<std::string, TowerKind> all{
        {"clip_vision_model", {.patch = 32, .further = 1, .choosesLayer = true}},
        {"siglip_vision_model", {.patch = 16, .choosesLayer = true}},
        {"blip_2_vision_model", {.further = 1}},
        {"instructblip_vision_model", {.further = 1}},
        {"imagebind", {.wholes = true}},
        {"qwen2_vl_vision", {.grid = true}},
    };
    return all;
}

TowerShape towerOf(const Json& config, const std::string& file) {
    const auto found = config.find("vision_config");
    if (found == config.end() || !found->is_object()) throw Error("\"vision_config\" is missing", file);
    const std::string where = file + ": vision_config";
    const auto type = jsonAt<std::string>(*found, "model_type", where);
    const auto kind = towers().find(type);
    if (kind == towers().end()) throw settings::unknownName("encoder of assembled models", type, where, towers());
    TowerShape tower{.grid = kind->second.grid, .choosesLayer = kind->second.choosesLayer};
    if (tower.grid) return tower;
    tower.image = jsonAt<std::int64_t>(*found, "image_size", where, kind->second.image);
    const auto patch = jsonAt<std::int64_t>(*found, "patch_size", where, kind->second.patch);
    if (patch < 1 || tower.image < patch)
        throw Error("\"image_size\" " + std::to_string(tower.image) + " and \"patch_size\" " + std::to_string(patch) +
                        " leave no patch",
                    where);
    tower.wholes = kind->second.wholes;
    if (tower.wholes) {
        tower.rows = 1;
        return tower;
    }
    const auto side = tower.image / patch;
    tower.rows = side * side;
    const auto strategy = jsonAt<std::string>(config, "vision_feature_select_strategy", file, std::string("default"));
    if (!tower.choosesLayer || strategy == "full") tower.rows += kind->second.further;
    return tower;
}

std::vector<AssembledConfig::Bridge> bridgesOf(const Json& config, const TowerShape& tower, const std::string& file) {
    const auto list = config.find("bridges");
    if (list == config.end() || !list->is_array() || list->empty())
        throw Error("\"bridges\" must be a list of at least one bridge", file);
    std::vector<AssembledConfig::Bridge> bridges;
    std::map<std::string, int> used;
    for (const Json& options : *list) {
        const bool last = bridges.size() + 1 == list->size();
        const std::string where = file + ": bridges";
        if (!options.is_object()) throw Error("a bridge must be an object with its \"kind\"", where);
        const auto name = jsonAt<std::string>(options, "kind", where);
        const BridgeKind& kind = bridgeKind(name, where);
        if (kind.joinsNeighbours && !tower.grid)
            throw Error("\"" + name + "\" joins patches that lie together, and this tower gives them row by row", where,
                        "take \"pixel_shuffle\"");
        if (kind.ofFrames && tower.wholes)
            throw Error("\"" + name + "\" takes patches, and this encoder gives one row for a medium", where,
                        "take \"linear\" or \"mlp\"");
        if (kind.ofFrames && tower.grid)
            throw Error("\"" + name + "\" takes pictures of one size, and this tower gives any size", where,
                        "take \"patch_merger\"");
        const int times = ++used[name];
        const std::string own = last ? "projector" : times == 1 ? name : name + "_" + std::to_string(times);
        bridges.push_back({own, last ? "model.multi_modal_projector" : "model." + own, options, &kind});
    }
    return bridges;
}

}  // namespace

AssembledConfig AssembledConfig::read(const Json& config, const std::string& where) {
    AssembledConfig own;
    own.tower = towerOf(config, where);
    own.bridges = bridgesOf(config, own.tower, where);
    own.imageToken = jsonAt<std::string>(config, "image_token", where);
    own.videoToken = jsonAt<std::string>(config, "video_token", where, std::string());
    own.endOfTurn = jsonAt<std::string>(config, "end_of_turn", where, std::string());
    return own;
}

std::int64_t AssembledConfig::tokens(FeatureShape shape, const std::string& where) const {
    for (const Bridge& bridge : bridges)
        shape = bridge.kind->shape(bridge.options, shape, where);
    return shape.total();
}

std::vector<std::pair<std::int64_t, std::int64_t>> AssembledConfig::widths(std::int64_t features, std::int64_t hidden,
                                                                           const std::string& where) const {
    std::vector<std::pair<std::int64_t, std::int64_t>> widths;
    for (std::size_t i = 0; i < bridges.size(); ++i) {
        const auto& [name, module, options, kind] = bridges[i];
        const std::string called = jsonAt<std::string>(options, "kind", where);
        const bool last = i + 1 == bridges.size();
        const auto said = jsonAt<std::int64_t>(options, "width", where, 0);
        std::int64_t out = 0;
        if (kind->width)
            out = kind->width(options, features, where);
        else if (last)
            out = said > 0 ? said : hidden;
        else
            out = said;
        if (last && out != hidden)
            throw Error("the bridge \"" + called + "\" gives rows of " + std::to_string(out) +
                            ", but the language model takes " + std::to_string(hidden),
                        where, kind->width ? "put a \"linear\" behind it" : "leave out its \"width\"");
        if (out < 1)
            throw Error("the bridge \"" + called + "\" needs its \"width\", because another one follows it", where);
        widths.emplace_back(features, out);
        features = out;
    }
    return widths;
}

}  // namespace atelier::models
