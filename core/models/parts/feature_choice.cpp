#include "models/parts/feature_choice.h"

#include "common/error.h"

namespace atelier::models {

EncoderChoice featureChoice(const Json& config, const std::string& where, std::vector<std::int64_t> otherwise,
                            const std::string& strategy) {
    EncoderChoice choice;
    choice.layers = featureLayers(config, where, std::move(otherwise));
    const auto said = jsonAt<std::string>(config, "vision_feature_select_strategy", where, strategy);
    if (said != "default" && said != "full")
        throw Error("unknown vision_feature_select_strategy \"" + said + "\"", where);
    choice.dropClass = said == "default";
    return choice;
}

}  // namespace atelier::models
