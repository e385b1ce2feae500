#pragma once

#include "models/family.h"
#include "models/model_folder.h"

#include <filesystem>
#include <memory>

namespace atelier::models {

struct LoadOptions {
    torch::Dtype dtype = torch::kFloat32;  ///< of parameters and activations: fp32 or bf16
    torch::Device device = torch::kCPU;
};

/// A Hugging Face model folder as it is downloaded. Throws Error naming every missing, unexpected or wrongly shaped
/// tensor.
std::shared_ptr<VisionLanguageModel> loadModel(const ModelFolder& folder, const LoadOptions& options = {});

/// A new model of the folder's config.json with random weights: normal(0, initializer_range), norms 1, biases 0.
std::shared_ptr<VisionLanguageModel> createModel(const ModelFolder& folder, std::uint64_t seed);

/// Writes config, tokenizer and preprocessor files of `source` and the model's weights under their hub names into
/// `target` (appears whole). `dtype` of the written weights.
void saveModel(const VisionLanguageModel& model, const ModelFolder& source, const std::filesystem::path& target,
               torch::Dtype dtype);

}  // namespace atelier::models
