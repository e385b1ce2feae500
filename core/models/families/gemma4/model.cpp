#include "models/gemma4_model.h"

namespace atelier::models {
namespace {

const Registry<Family>::Entry entry{
    "gemma4", gemma4Family({"gemma4_text", "gemma4_vision", "model.vision_tower", "model.embed_vision"})};

}  // namespace
}  // namespace atelier::models
