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
///   NAME.safetensors: tensors of the component of that name, where it keeps some: "average" (ema_decay), "method"
///   rng_state.safetensors: torch's generators, "cpu" and, where there is one, "cuda"
///   progress.json: how far the run is, the states of its components by name ("components"), the recipe's options and
///     the data's hash. Earlier versions had the states of components without "components"; see stateIn().
struct CheckpointFiles {
    explicit CheckpointFiles(const std::filesystem::path& folder, bool wholeWeights)
        : parameters(folder / (wholeWeights ? "model.safetensors" : "parameters.safetensors")),
          optimizer(folder / "optimizer.safetensors"),
          generators(folder / "rng_state.safetensors"),
          progress(folder / "progress.json"),
          trainerState(folder / "trainer_state.json") {}
    std::filesystem::path parameters, optimizer, generators, progress, trainerState;
};

/// Where the tensors of a component lie.
std::filesystem::path tensorsOf(const std::filesystem::path& folder, const std::string& component);

/// The state of a component in progress.json; null: none was saved. In the layout of earlier versions it stood under
/// its name, or its keys stood beside those of others.
const Json* stateIn(const Json& progress, const std::string& component);

void writeTensors(const std::filesystem::path& file, const std::map<std::string, torch::Tensor>& tensors);
std::map<std::string, torch::Tensor> readTensors(const std::filesystem::path& file);

/// Copies the file's values into the parameters. Throws Error naming the first tensor that is missing, superfluous or
/// of another shape.
void restoreParameters(const std::filesystem::path& file, const std::vector<Trained>& parameters);

/// torch's default generators: dropout draws from them.
std::map<std::string, torch::Tensor> generatorStates();
void restoreGenerators(const std::map<std::string, torch::Tensor>& states);

/// Throws Error: what is wrong with a checkpoint, and how to resume without it. Called inside a catch block for what
/// libraries or files threw; passes on what is no fault of the files.
[[noreturn]] void throwBrokenCheckpoint(const std::filesystem::path& folder);

/// Runs `action`, which reads the checkpoint in `folder`.
template <class F>
auto readCheckpoint(const std::filesystem::path& folder, F&& action) {
    try {
        return action();
    } catch (...) {
        throwBrokenCheckpoint(folder);
    }
}

}  // namespace atelier::training
