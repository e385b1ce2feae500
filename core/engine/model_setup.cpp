#include "engine/model_setup.h"

#include "checkpoint/folder_weights.h"
#include "common/error.h"
#include "engine/load_model.h"
#include "models/places.h"
#include "models/stacked_tensors.h"

#include <torch/torch.h>

namespace atelier::engine {
namespace {

void lowerPrecision(models::Model& model, const std::vector<peft::Parameter>& trained,
                    const training::TrainOptions& options) {
    const auto type = dtypeFrom(options.precision());
    torch::NoGradGuard noGrad;
    model.computeType = type;
    for (auto& parameter : model.parameters())
        if (!parameter.requires_grad()) parameter.set_data(parameter.to(type));
    if (!options.pureBf16) return;
    for (const auto& parameter : trained) {
        torch::Tensor tensor = parameter.tensor;
        tensor.set_data(tensor.to(torch::kBFloat16));
    }
}

void quantize(models::Model& model, const models::QuantizationOptions& options, torch::Device device) {
    torch::NoGradGuard noGrad;
    for (auto& place : models::findPlaces(model).linears)
        place.module->setMatrix(models::quantized(place.module->weight, options, device));
}

}  // namespace

TrainingModel setUpModel(const settings::Recipe& recipe, const RecipeOptions& options,
                         const models::ModelFolder& folder, torch::Device device, Values values) {
    const auto computed = dtypeFrom(options.train.precision());
    const bool quantized = options.quantization.bits.has_value();
    const auto& family = models::familyOf(folder.modelType, (folder.path / "config.json").string());
    TrainingModel out;
    if (values == Values::Loaded) {
        models::LoadOptions load{computed, device, {}, {}};
        // What does not fit to the model shows before its weights are read; those that are trained are read in fp32.
        const auto sized = setUpModel(recipe, options, folder, device, Values::Sizes);
        if (options.wholeWeights())
            for (const auto& parameter : sized.trainable.parameters())
                load.inFloat32.insert(parameter.name);
        if (quantized) load.quantization = options.quantization;
        out.model = models::loadModel(folder, load);
    } else {
        const auto place = values == Values::Sizes ? torch::Device(torch::kMeta) : device;
        out.model = models::buildModel(folder, place);
        // A method's own parameters are real: for sizes that the weights do not have they could fill the memory.
        if (values == Values::Sizes && checkpoint::hasWeights(folder.path)) models::checkTensors(*out.model, folder);
        if (quantized && values == Values::Sizes) quantize(*out.model, options.quantization, place);
    }
    if (options.train.optimization.balanceLoss.value_or(0) > 0 && models::stacksOf(*out.model).empty())
        throw Error("the model has no experts whose use could be balanced", recipe.location("moe_aux_loss_coef"),
                    "leave the key out");
    out.model->recompute = !options.train.disableGradientCheckpointing;
    std::optional<std::filesystem::path> start;
    if (options.model.adapter) start = *options.model.adapter;
    out.trainable =
        peft::makeTrainable(*out.model, family, recipe, static_cast<std::uint64_t>(options.train.seed), start);
    // Pages without values must stay untouched.
    if (values != Values::Untouched)
        lowerPrecision(*out.model, out.trainable.parameters(), options.train);
    else
        out.model->computeType = computed;
    return out;
}

}  // namespace atelier::engine
