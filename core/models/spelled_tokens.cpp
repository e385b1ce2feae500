#include "models/spelled_tokens.h"

namespace atelier::models {

SpelledTokens::SpelledTokens(const std::filesystem::path& folder) : config_(Json::object()) {
    const auto path = folder / "tokenizer_config.json";
    if (std::filesystem::exists(path)) config_ = readJson(path);
}

std::string SpelledTokens::at(const char* key, const std::string& otherwise) const {
    for (const char* place : {"", "model_specific_special_tokens", "extra_special_tokens"}) {
        const Json& object = *place && config_.contains(place) ? config_[place] : config_;
        if (!object.is_object() || !object.contains(key)) continue;
        const Json& token = object[key].is_object() ? object[key].value("content", Json()) : object[key];
        if (token.is_string()) return token.get<std::string>();
    }
    return otherwise;
}

}  // namespace atelier::models
