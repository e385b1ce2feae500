#include "peft/llama_adapter/options.h"

#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<LlamaAdapterOptions>& LlamaAdapterOptions::schema() {
    static const auto schema = [] {
        settings::Schema<LlamaAdapterOptions> s("LLaMA-Adapter");
        using O = LlamaAdapterOptions;
        const char* condition = "finetuning_type=llama_adapter";
        s.option("llama_adapter_tokens", &O::tokens)
            .label("Prompt length")
            .help("Learned prompts of each layer, to which all tokens attend (PEFT's adapter_len).")
            .unit("tokens")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("llama_adapter_layers", &O::layers)
            .label("Layers")
            .help(
                "How many attention layers get prompts, counted from the top (PEFT's adapter_layers). Not set: all "
                "but the lowest two.")
            .unit("layers")
            .atLeast(1)
            .simple()
            .when(condition);
        s.option("llama_adapter_visual", &O::visual)
            .label("Images in the prompts")
            .help(
                "Add the mean of the images' features, through a learned matrix, to the prompts. PEFT does not know "
                "this: it loads such an adapter without the images.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<LlamaAdapterOptions> group{"45-llama-adapter"};

const Registry<MethodInfo>::Entry entry{
    "llama_adapter",
    {.summary = "Learned prompts in the upper layers' attention, behind a gate that starts closed: training begins at "
                "the base model.",
     .peftType = "ADAPTION_PROMPT",
     .merges = false,
     .selectsLayers = false,
     .savesModules = false,
     .needsLanguage = true}};

const Registry<settings::Fragment>::Entry preset{
    "method-llama_adapter",
    {.kind = settings::Fragment::Kind::Method,
     .key = "llama_adapter",
     .title = "LLaMA-Adapter",
     .help = "Best for a small adapter that must not disturb the model at the start: prompts behind a gate.",
     .inWords = "LLaMA-Adapter with learned tokens: {llama_adapter_tokens}",
     .order = 32,
     .settings = {{"finetuning_type", "llama_adapter"}, {"llama_adapter_tokens", "10"}, {"learning_rate", "9.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
