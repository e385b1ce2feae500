#include "models/qwen3_models.h"

// Qwen3-VL.
namespace atelier::models {
namespace {

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{
    "qwen3_vl",
    {[](const Json& config, const std::string& where) { return makeQwen3Vl(config, where, "qwen3_vl_text"); },
     sameName,
     sameName,
     {},
     "qwen2_vl"}};

}  // namespace
}  // namespace atelier::models
