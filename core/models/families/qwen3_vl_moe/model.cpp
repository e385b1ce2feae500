#include "models/qwen3_models.h"

// Qwen3-VL with experts in the language model. Reference: transformers, models/qwen3_vl_moe.
namespace atelier::models {
namespace {

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{
    "qwen3_vl_moe",
    {[](const Json& config, const std::string& where) { return makeQwen3Vl(config, where, "qwen3_vl_moe_text"); },
     sameName,
     sameName,
     {},
     "qwen2_vl",
     true}};

}  // namespace
}  // namespace atelier::models
