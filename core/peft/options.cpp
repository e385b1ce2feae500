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
