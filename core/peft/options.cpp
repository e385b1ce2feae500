#include "peft/options.h"

#include <set>

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

namespace {

bool isOff(const settings::Value& value) {
    return value == settings::Value{} || value == settings::Value{false};
}

// What YAML writes for "not used"; keys that no option declares come as text.
const std::set<std::string> kOff{"",      "~",  "null", "Null", "NULL", "false", "False",
                                 "FALSE", "no", "off",  "\"\"", "''",   "[]"};

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \n");
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \n") - begin + 1);
}

}  // namespace

void refuseUnsupportedKeys(const settings::Recipe& recipe) {
    for (const char* key : {"additional_target", "use_dora", "pissa_init", "create_new_adapter", "freeze_extra_modules",
                            "quantization_bit", "use_galore", "use_badam", "use_apollo", "use_llama_pro"}) {
        const auto* entry = recipe.find(key);
        if (!entry) continue;
        const bool unset = entry->yaml.empty() ? isOff(entry->value) : kOff.contains(trimmed(entry->yaml));
        if (!unset)
            throw Error("\"" + std::string(key) + "\" is not supported yet", entry->where,
                        "leave it out: it changes what is trained");
    }
}

namespace {
const Registry<settings::Group>::Entry entry{"30-finetuning", FinetuningOptions::schema().group()};
}  // namespace
}  // namespace atelier::peft
