#pragma once

#include "common/json.h"
#include "training/optimizer.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atelier::training {

/// Files of a checkpoint folder beside trainer_state.json and what PEFT or transformers load (`adapter/`):
///   parameters.safetensors (adapters) or model.safetensors (full, freeze): what is trained, in its precision
///   optimizer.safetensors: the optimizer's state
///   average.safetensors: with ema_decay, the averaged weights
///   method.safetensors: what the method keeps beside its parameters, where it keeps something
///   rng_state.safetensors: torch's generators, "cpu" and, where there is one, "cuda"
///   progress.json: step, place in the data, counters, the recipe's options and the data's hash
struct CheckpointFiles {
    explicit CheckpointFiles(const std::filesystem::path& folder, bool wholeWeights)
        : parameters(folder / (wholeWeights ? "model.safetensors" : "parameters.safetensors")),
          optimizer(folder / "optimizer.safetensors"),
          generators(folder / "rng_state.safetensors"),
          average(folder / "average.safetensors"),
          method(folder / "method.safetensors"),
          progress(folder / "progress.json"),
          trainerState(folder / "trainer_state.json") {}
    std::filesystem::path parameters, optimizer, generators, average, method, progress, trainerState;
};

void writeTensors(const std::filesystem::path& file, const std::map<std::string, torch::Tensor>& tensors);
std::map<std::string, torch::Tensor> readTensors(const std::filesystem::path& file);

/// Copies the file's values into the parameters. Throws Error naming the first tensor that is missing, superfluous or
/// of another shape.
void restoreParameters(const std::filesystem::path& file, const std::vector<Trained>& parameters);

/// torch's default generators: dropout draws from them.
std::map<std::string, torch::Tensor> generatorStates();
void restoreGenerators(const std::map<std::string, torch::Tensor>& states);

}  // namespace atelier::training
