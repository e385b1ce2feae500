#include "models/parts/feature_choice.h"

#include "common/error.h"

namespace atelier::models {

EncoderChoice featureChoice(const Json& config, const std::string& where, std::vector<std::int64_t> otherwise) {
    EncoderChoice choice;
    choice.layers = featureLayers(config, where, std::move(otherwise));
    const auto strategy = jsonAt<std::string>(config, "vision_feature_select_strategy", where, std::string("default"));
    if (strategy != "default" && strategy != "full")
        throw Error("unknown vision_feature_select_strategy \"" + strategy + "\"", where);
    choice.dropClass = strategy == "default";
    return choice;
}

}  // namespace atelier::models
