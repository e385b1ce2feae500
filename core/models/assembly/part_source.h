#pragma once

#include "checkpoint/safetensors.h"
#include "common/json.h"
#include "models/model_folder.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace atelier::models {

/// A part of a model folder: its section of the config, and its tensors under the names of our modules.
struct PartSource {
    std::string where;  ///< the folder or file, for messages
    Json section;       ///< with "model_type"
    std::map<std::string, checkpoint::TensorView> tensors;
    std::map<std::string, std::string> names;  ///< as in the file
    std::shared_ptr<const void> keep;          ///< holds the memory of the tensors
};

/// The tower of a folder: of CLIP, SigLIP, BLIP-2, InstructBLIP, LLaVA, Qwen2-VL or an assembled model. Throws Error
/// for another one (the nearest, and all).
PartSource encoderOf(const ModelFolder& folder);
/// The language model of a folder: of any type of Registry<LanguageModelFactory>, or the part of LLaVA, Qwen2-VL or an
/// assembled model. "lm_head.weight" is among the tensors where the folder has it. A multimodal rotary is not kept:
/// media count on like text. Throws Error for another one.
PartSource languageModelOf(const ModelFolder& folder);
/// The weights of a bridge, of a file (safetensors, or what torch.save wrote) or a model folder, under the names of the
/// bridge's module: of LLaVA, MiniGPT-4, Video-ChatGPT, PandaGPT, BLIP-2 and of LAVIS' Q-Former. `section`: for a
/// Q-Former of a folder its options. `kind`: the description's. Throws Error for a file without any.
PartSource bridgeWeightsOf(const std::filesystem::path& path, const std::string& kind, const std::string& where);

}  // namespace atelier::models
