#include "models/qwen3_models.h"

// Qwen3.5 with experts in the language model. Reference: transformers, models/qwen3_5_moe.
// mtp: a head that guesses several tokens ahead, for faster decoding; transformers does not use it either.
namespace atelier::models {
namespace {

// Files have the modules' names in every generation.
std::string sameName(const std::string& name) {
    return name;
}

const Registry<Family>::Entry entry{
    "qwen3_5_moe",
    {[](const Json& config, const std::string& where) { return makeQwen35(config, where, "qwen3_5_moe_text"); },
     sameName,
     sameName,
     {"mtp."},
     "qwen2_vl"}};

}  // namespace
}  // namespace atelier::models
