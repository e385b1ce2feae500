#include "peft/freeze/options.h"

#include "peft/method_info.h"

namespace atelier::peft {

const settings::Schema<FreezeOptions>& FreezeOptions::schema() {
    static const auto schema = [] {
        settings::Schema<FreezeOptions> s("Some layers");
        using O = FreezeOptions;
        const char* condition = "finetuning_type=freeze";
        s.option("freeze_trainable_layers", &O::layers)
            .label("Trained layers")
            .help("How many layers of the language model are trained: the last n, or the first n for a negative n.")
            .when(condition);
        s.option("freeze_trainable_modules", &O::modules)
            .label("Trained modules")
            .help("Modules that are trained within those layers, such as mlp or self_attn; \"all\": every one.")
            .when(condition);
        s.option("freeze_extra_modules", &O::extraModules)
            .label("Extra trained modules")
            .help("Modules outside of those layers that are trained too, such as embed_tokens, norm or lm_head.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<FreezeOptions> group{"49-freeze"};

const Registry<MethodInfo>::Entry entry{
    "freeze",
    {.summary = "Some layers' own weights; the rest stays frozen. The result needs no adapter.",
     .peftType = {},
     .merges = false,
     .quantizedBase = false,
     .savesModules = false}};

}  // namespace
}  // namespace atelier::peft
