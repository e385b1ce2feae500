#pragma once

#include "checkpoint/safetensors.h"
#include "common/json.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace atelier::models {

/// A Hugging Face model folder, as it is downloaded.
struct ModelFolder {
    std::filesystem::path path;
    Json config;            ///< config.json
    Json generationConfig;  ///< generation_config.json; an empty object when there is none
    std::string modelType;  ///< config.json's "model_type", e.g. "qwen2_vl"
};

enum class Weights { Optional, Required };

/// Reads the configuration of a folder, or of a repository of the hub in the cache (hub/local.h); weights are looked
/// for, not opened. Throws Error for what is no model folder: a missing path, a file (a GGUF file is named as such), an
/// adapter folder, no or a broken config.json, weights only as pickle files; with Weights::Required no weights at all.
ModelFolder openModelFolder(const std::filesystem::path& path, Weights weights = Weights::Optional);

/// What the safetensors headers say.
struct TensorFacts {
    std::uint64_t count = 0;                           ///< tensors
    std::uint64_t parameters = 0;                      ///< elements of all tensors
    std::map<std::string, std::uint64_t> bytesByType;  ///< "BF16" -> bytes
};
TensorFacts tensorFacts(const std::map<std::string, checkpoint::TensorView>& tensors);

}  // namespace atelier::models
