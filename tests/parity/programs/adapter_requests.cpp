#include "adapter_requests.h"

#include "checkpoint/tensors.h"
#include "models/inputs_file.h"
#include "models/load.h"
#include "peft/trainable.h"

#include <torch/torch.h>

namespace atelier {
namespace {

struct Loaded {
    explicit Loaded(const std::string& path)
        : folder(models::openModelFolder(path)),
          model(models::loadModel(folder)),
          family(Registry<models::Family>::instance().at(folder.modelType, "model family")) {}

    models::ModelFolder folder;
    std::shared_ptr<models::Model> model;
    const models::Family& family;
};

std::string textAt(const Json& request, const char* key) {
    return request.at(key).get<std::string>();
}

}  // namespace

Json makeAdapter(const Json& request) {
    const auto path = textAt(request, "model");
    const auto seed = request.at("seed").get<std::uint64_t>();
    const Loaded loaded(path);
    const auto recipe = settings::Recipe::parse(textAt(request, "recipe"), "recipe");
    auto trainable = peft::makeTrainable(*loaded.model, loaded.family, recipe, seed);
    torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(seed);
    for (const auto& parameter : trainable.parameters())
        parameter.tensor.add_(torch::empty_like(parameter.tensor).normal_(0, 0.06, generator));
    peft::saveAdapter(*trainable.adapter, textAt(request, "out"), path);
    return nullptr;
}

Json adapterGradients(const Json& request) {
    const Loaded loaded(textAt(request, "model"));
    auto& model = *loaded.model;
    const auto adapter = peft::loadAdapter(model, loaded.family, textAt(request, "adapter"));
    for (const auto& parameter : adapter->parameters())
        parameter.tensor.set_requires_grad(true);
    for (const auto& part : model.parts())
        model.trainedParts.insert(part.name);

    const auto processor = models::loadProcessor(loaded.folder.path);
    const auto inputs = models::readInputs(textAt(request, "inputs"), *processor, model.language().vocabulary);
    const auto batch = models::pack({&inputs.rows.at(0)});
    const checkpoint::SafetensorsFile file(textAt(request, "weights"));
    const auto weights = checkpoint::toTensor(file.at("weights"));
    (model.logits(model.hidden(batch)) * weights).sum().backward();

    std::vector<torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    for (const auto& parameter : adapter->parameters())
        if (parameter.tensor.grad().defined()) {
            kept.push_back(parameter.tensor.grad().contiguous());
            views[parameter.name] = checkpoint::viewOf(kept.back());
        }
    checkpoint::writeSafetensors(textAt(request, "out"), views);
    return nullptr;
}

}  // namespace atelier
