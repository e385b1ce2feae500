#include "models/glm4v_models.h"

// GLM-4.1V.
namespace atelier::models {
namespace {

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{"glm4v",
                                    {[](const Json& config, const std::string& where) {
                                         return makeGlm4v(config, where, tiesEmbeddings(config, where));
                                     },
                                     sameName,
                                     sameName,
                                     {},
                                     "qwen2_vl"}};

}  // namespace
}  // namespace atelier::models
