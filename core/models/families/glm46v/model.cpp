#include "models/glm4v_models.h"

// GLM-4.6V-Flash: GLM-4.1V's model; it writes videos in the text in another way.
namespace atelier::models {
namespace {

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{"glm46v",
                                    {[](const Json& config, const std::string& where) {
                                         // The text part's own key has no effect in the reference.
                                         return makeGlm4v(config, where,
                                                          jsonAt<bool>(config, "tie_word_embeddings", where, false));
                                     },
                                     sameName,
                                     sameName,
                                     {},
                                     "qwen2_vl"}};

}  // namespace
}  // namespace atelier::models
