// Runs the peft room on model folders, for test_adapters.py:
//   parity_adapters make MODEL RECIPE.yaml SEED OUT              a fresh adapter with noise on it, saved
//   parity_adapters logits MODEL ADAPTER INPUTS OUT              logits [tokens, vocabulary] of one row
//   parity_adapters gradients MODEL ADAPTER INPUTS OUT WEIGHTS      gradients of sum(logits · weights) by parameter
//   name
// ADAPTER: a folder, or "-". INPUTS: safetensors with one row of input_ids and the arrays of its media.
// For `gradients` WEIGHTS is one more argument: safetensors with weights [tokens, vocabulary].
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "models/inputs_file.h"
#include "models/load.h"
#include "peft/trainable.h"

#include <torch/torch.h>

#include <iostream>

namespace atelier {
namespace {

struct Loaded {
    models::ModelFolder folder;
    std::shared_ptr<models::Model> model;
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
    for (const auto& parameter : trainable.parameters())
        parameter.tensor.add_(torch::empty_like(parameter.tensor).normal_(0, 0.06, generator));
    peft::saveAdapter(*trainable.adapter, out, path);
}

models::Batch batchOf(const Loaded& loaded, const std::string& inputs) {
    const auto processor = models::loadProcessor(loaded.folder.path);
    const auto file = models::readInputs(inputs, *processor, loaded.model->language().vocabulary);
    return models::pack({&file.rows.at(0)});
}

void run(const std::vector<std::string>& args) {
    auto loaded = load(args[1]);
    std::unique_ptr<peft::Adapter> adapter;
    if (args[2] != "-") adapter = peft::loadAdapter(*loaded.model, loaded.family, args[2]);
    const auto batch = batchOf(loaded, args[3]);
    peft::Tensors results;
    if (args[0] == "logits") {
        torch::NoGradGuard noGrad;
        results["logits"] = loaded.model->logits(loaded.model->hidden(batch)).contiguous();
    } else {
        for (const auto& parameter : adapter->parameters())
            parameter.tensor.set_requires_grad(true);
        for (const auto& part : loaded.model->parts())
            loaded.model->trainedParts.insert(part.name);
        const checkpoint::SafetensorsFile file(args.at(5));
        const auto weights = checkpoint::toTensor(file.at("weights"));
        (loaded.model->logits(loaded.model->hidden(batch)) * weights).sum().backward();
        for (const auto& parameter : adapter->parameters())
            if (parameter.tensor.grad().defined()) results[parameter.name] = parameter.tensor.grad().contiguous();
    }
    save(args[4], results);
}

}  // namespace
}  // namespace atelier

int main(int argc, char** argv) {
    const std::vector<std::string> args(argv + 1, argv + argc);
    if (args.size() < 5) return 1;
    try {
        if (args[0] == "make")
            atelier::make(args[1], args[2], args[3], args[4]);
        else
            atelier::run(args);
    } catch (const atelier::Error& e) {
        std::cerr << e.where() << ": " << e.message() << '\n';
        return 2;
    }
}
