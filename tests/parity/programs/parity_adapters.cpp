// Runs the peft room on model folders, for test_adapters.py:
//   parity_adapters make MODEL RECIPE.yaml SEED OUT              a fresh adapter with noise on it, saved
//   parity_adapters logits MODEL ADAPTER INPUTS OUT              logits [tokens, vocabulary] of one row
//   parity_adapters gradients MODEL ADAPTER INPUTS OUT           gradients of sum(logits · weights) by parameter name
// ADAPTER: a folder, or "-". INPUTS: safetensors with input_ids [tokens], positions [planes, tokens],
// and pixel_values, image_grid_thw, weights.
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "models/load.h"
#include "peft/trainable.h"

#include <torch/torch.h>

#include <iostream>

namespace atelier {
namespace {

struct Loaded {
    models::ModelFolder folder;
    std::shared_ptr<models::VisionLanguageModel> model;
    const models::Family& family;
};

Loaded load(const std::string& path) {
    auto folder = models::openModelFolder(path);
    auto model = models::loadModel(folder);
    const auto& family = Registry<models::Family>::instance().at(folder.modelType, "model family");
    return {std::move(folder), std::move(model), family};
}

void save(const std::string& path, const peft::Tensors& tensors) {
    std::map<std::string, checkpoint::TensorView> views;
    for (const auto& [name, tensor] : tensors)
        views[name] = checkpoint::viewOf(tensor);
    checkpoint::writeSafetensors(path, views);
}

void make(const std::string& path, const std::string& recipe, const std::string& seed, const std::string& out) {
    auto loaded = load(path);
    auto trainable =
        peft::makeTrainable(*loaded.model, loaded.family, settings::Recipe::load(recipe), std::stoull(seed));
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(std::stoull(seed));
    for (auto& [_, tensor] : trainable.parameters)
        tensor.add_(torch::empty_like(tensor).normal_(0, 0.06, generator));
    peft::saveAdapter(*trainable.adapter, out, path);
}

models::Batch batchOf(const checkpoint::SafetensorsFile& file) {
    models::Batch batch;
    batch.ids = checkpoint::toTensor(file.at("input_ids"));
    batch.positions = checkpoint::toTensor(file.at("positions"));
    batch.segments = nn::Segments::ofLengths({batch.ids.numel()});
    if (file.tensors().contains("pixel_values")) batch.pixels = checkpoint::toTensor(file.at("pixel_values"));
    if (file.tensors().contains("image_grid_thw")) {
        const auto grids = checkpoint::toTensor(file.at("image_grid_thw"));
        for (std::int64_t i = 0; i < grids.size(0); ++i)
            batch.grids.push_back(
                {grids[i][0].item<std::int64_t>(), grids[i][1].item<std::int64_t>(), grids[i][2].item<std::int64_t>()});
    }
    return batch;
}

void run(const std::string& command, const std::string& path, const std::string& adapterPath, const std::string& inputs,
         const std::string& out) {
    auto loaded = load(path);
    std::unique_ptr<peft::Adapter> adapter;
    if (adapterPath != "-") adapter = peft::loadAdapter(*loaded.model, loaded.family, adapterPath);
    const checkpoint::SafetensorsFile file(inputs);
    const auto batch = batchOf(file);
    peft::Tensors results;
    if (command == "logits") {
        torch::NoGradGuard noGrad;
        results["logits"] = loaded.model->logits(loaded.model->hidden(batch)).contiguous();
    } else {
        for (auto parameter : adapter->parameters())
            parameter.tensor.set_requires_grad(true);
        loaded.model->towerTrains = loaded.model->projectorTrains = true;
        (loaded.model->logits(loaded.model->hidden(batch)) * checkpoint::toTensor(file.at("weights"))).sum().backward();
        for (const auto& [name, tensor] : adapter->parameters())
            if (tensor.grad().defined()) results[name] = tensor.grad().contiguous();
    }
    save(out, results);
}

}  // namespace
}  // namespace atelier

int main(int argc, char** argv) {
    const std::vector<std::string> args(argv + 1, argv + argc);
    if (args.size() != 5) return 1;
    try {
        if (args[0] == "make")
            atelier::make(args[1], args[2], args[3], args[4]);
        else
            atelier::run(args[0], args[1], args[2], args[3], args[4]);
    } catch (const atelier::Error& e) {
        std::cerr << e.where() << ": " << e.message() << '\n';
        return 2;
    }
}
