#include "models/gemma4_model.h"

namespace atelier::models {
namespace {

const Registry<Family>::Entry entry{"gemma4_unified",
                                    gemma4Family({"gemma4_unified_text", "gemma4_unified_vision", "model.embed_vision",
                                                  "model.embed_vision.multimodal_embedder"})};

}  // namespace
}  // namespace atelier::models
