#include "peft/options.h"

#include "common/error.h"
#include "settings/foreign_keys.h"

namespace atelier::peft {

const settings::Schema<FinetuningOptions>& FinetuningOptions::schema() {
    static const auto schema = [] {
        settings::Schema<FinetuningOptions> s("Method");
        using O = FinetuningOptions;
        // A test holds this list against the registered methods.
        s.option("finetuning_type", &O::type)
            .label("Method")
            .help("What is trained: a small addition (lora, ia3, prefix), some layers (freeze) or all weights (full).")
            .choices({"lora", "ia3", "prefix", "freeze", "full"})
            .simple();
        s.option("freeze_vision_tower", &O::freezeVisionTower)
            .label("Freeze the vision tower")
            .help("Off: the vision tower is trained too.");
        s.option("freeze_multi_modal_projector", &O::freezeProjector)
            .label("Freeze the projector")
            .help("Off: the layers between vision tower and language model are trained too.");
        s.option("freeze_language_model", &O::freezeLanguageModel)
            .label("Freeze the language model")
            .help("On: only vision tower and projector are trained, where they are not frozen.");
        s.option("freeze_trainable_layers", &O::freezeTrainableLayers)
            .label("Trained layers")
            .help("How many layers of the language model are trained: the last n, or the first n for a negative n.")
            .when("finetuning_type=freeze");
        s.option("freeze_trainable_modules", &O::freezeTrainableModules)
            .label("Trained modules")
            .help("Modules that are trained within those layers, such as mlp or self_attn; \"all\": every one.")
            .when("finetuning_type=freeze");
        s.option("freeze_extra_modules", &O::freezeExtraModules)
            .label("Extra trained modules")
            .help("Modules outside of those layers that are trained too, such as embed_tokens, norm or lm_head.")
            .when("finetuning_type=freeze");
        s.option("additional_target", &O::additionalTarget)
            .label("Modules trained in full")
            .help(
                "Modules whose own weights are trained beside the adapter and saved in its folder, such as merger or "
                "lm_head.")
            .when("finetuning_type=lora|ia3");
        s.option("trainable_layers", &O::trainableLayers)
            .label("Layers")
            .help(
                "Layers of the language model that are trained or get an update, such as 0-3, 20; nothing of it "
                "outside "
                "of them is. Empty: all.")
            .when("finetuning_type=lora|ia3|freeze|full");
        s.option("trainable_vision_layers", &O::trainableVisionLayers)
            .label("Vision layers")
            .help("The same of the vision tower, where it is not frozen.")
            .when("finetuning_type=lora|ia3|freeze|full");
        s.option("trainable_parameters", &O::trainableParameters)
            .label("Only parameters")
            .help(
                "Of what may be trained only the parameters with such names: a name or its end (self_attn, "
                "q_proj.weight), a pattern (*.mlp.*), or a regular expression for the whole name. An update goes only "
                "to layers whose weight is among them. Empty: all.")
            .when("finetuning_type=lora|ia3|freeze|full");
        s.option("frozen_parameters", &O::frozenParameters)
            .label("Frozen parameters")
            .help("Parameters that are never trained and get no update, named in the same way.")
            .when("finetuning_type=lora|ia3|freeze|full");
        return s;
    }();
    return schema;
}

void refuseUnsupportedKeys(const settings::Recipe& recipe) {
    for (const auto& key : recipe.unknownKeys())
        if (const auto& entry = *recipe.find(key); settings::isRefused(key, entry))
            throw Error("\"" + key + "\" is not supported yet", entry.where,
                        "leave it out: it changes what is trained");
}

namespace {
const Registry<settings::Group>::Entry entry{"30-finetuning", FinetuningOptions::schema().group()};
}  // namespace
}  // namespace atelier::peft
