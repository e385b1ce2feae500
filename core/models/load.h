#pragma once

#include "models/family.h"
#include "models/model_folder.h"
#include "models/quantization.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atelier::models {

struct LoadOptions {
    torch::Dtype dtype = torch::kFloat32;  ///< of parameters and activations: fp32, bf16 or fp16
    torch::Device device = torch::kCPU;
    std::optional<QuantizationOptions> quantization;  ///< of the linear layers' weights, while they are read
    std::set<std::string> inFloat32{};                ///< parameters that are fp32 whatever `dtype` says
};

/// The model of the folder's config.json with undefined values in its parameters: no weights are read. `device`: where
/// they lie; on the meta device they take no memory. Throws Error for a config that no model can be built from.
std::shared_ptr<Model> buildModel(const ModelFolder& folder, torch::Device device = torch::kCPU);

/// A Hugging Face model folder as it is downloaded. Weights of the wanted dtype are used where they lie in the file,
/// the others are read one by one: the peak is the model and one tensor. Weights that bitsandbytes quantised stay so.
/// Throws Error naming every missing, unexpected or wrongly shaped tensor.
std::shared_ptr<Model> loadModel(const ModelFolder& folder, const LoadOptions& options = {});

/// What loadModel() would refuse of the folder's tensors, a line for each. `model` is the folder's, without values: it
/// may lie on the meta device. Throws Error where the files cannot be read.
std::vector<std::string> tensorProblems(Model& model, const ModelFolder& folder);
/// Throws the Error that loadModel() would throw for them.
void checkTensors(Model& model, const ModelFolder& folder);

/// A new model of the folder's config.json with random weights: normal(0, initializer_range), norms 1, biases 0.
std::shared_ptr<Model> createModel(const ModelFolder& folder, std::uint64_t seed);

/// Throws Error where `target` is something that saveModel() must not replace: a file, or a folder with other things
/// than a model. A folder that is empty or holds a model is replaced.
void checkModelTarget(const std::filesystem::path& target);

/// Writes config, tokenizer and preprocessor files of `source` and the model's weights under their hub names into
/// `target` (appears whole). `dtype` of the written weights; quantised ones are written dense.
void saveModel(const Model& model, const ModelFolder& source, const std::filesystem::path& target, torch::Dtype dtype);

}  // namespace atelier::models
