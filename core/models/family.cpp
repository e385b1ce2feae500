#include "models/family.h"

#include "common/error.h"
#include "models/model_folder.h"
#include "settings/suggestion.h"

namespace atelier::models {

const Family& familyOf(const std::string& modelType, const std::string& where) {
    const auto& all = Registry<Family>::instance().all();
    if (const auto found = all.find(modelType); found != all.end()) return found->second;
    throw settings::unknownName("model family (model_type)", modelType, where, all);
}

std::string boxNotation(const std::filesystem::path& folder) {
    try {
        const auto& all = Registry<Family>::instance().all();
        const auto found = all.find(openModelFolder(folder).modelType);
        if (found != all.end()) return found->second.boxes;
    } catch (const Error&) {  // whoever loads the model says what is wrong with it
    }
    return Family().boxes;
}

const Json& sectionOf(const Json& config, const char* key, const std::string& where) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) throw Error("\"" + std::string(key) + "\" is missing", where);
    if (!found->is_object()) throw Error("\"" + std::string(key) + "\" must be an object", where);
    return *found;
}

const Json& textConfig(const Json& config) {
    const auto found = config.find("text_config");
    return found != config.end() && found->is_object() ? *found : config;
}

bool tiesEmbeddings(const Json& config, const std::string& where, bool otherwise) {
    const Json& text = textConfig(config);
    if (!config.contains("tie_word_embeddings") && !text.contains("tie_word_embeddings")) return otherwise;
    return jsonAt<bool>(config, "tie_word_embeddings", where, false) ||
           jsonAt<bool>(text, "tie_word_embeddings", where, false);
}

bool replacePrefix(std::string& name, const std::string& prefix, const std::string& with) {
    if (!name.starts_with(prefix)) return false;
    name.replace(0, prefix.size(), with);
    return true;
}

}  // namespace atelier::models
