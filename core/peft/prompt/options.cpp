#include "peft/prompt/options.h"

#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<PromptOptions>& PromptOptions::schema() {
    static const auto schema = [] {
        settings::Schema<PromptOptions> s("Prompt tuning");
        using O = PromptOptions;
        const char* condition = "finetuning_type=prompt";
        s.option("prompt_tokens", &O::tokens)
            .label("Prompt length")
            .help("Learned tokens in front of every text.")
            .unit("tokens")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("prompt_start", &O::start)
            .label("Start")
            .help("vocabulary: embeddings of random words of the model; random: normally distributed, as in PEFT.")
            .choices({"vocabulary", "random"})
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<PromptOptions> group{"43-prompt"};

const Registry<MethodInfo>::Entry entry{
    "prompt",
    {.summary = "Learned tokens in front of every text. The smallest change; for large models and simple tasks.",
     .peftType = "PROMPT_TUNING",
     .harmlessKeys = {"prompt_tuning_init", "prompt_tuning_init_text", "tokenizer_kwargs", "tokenizer_name_or_path"},
     .merges = false,
     .selectsLayers = false,
     .savesModules = false,
     .needsLanguage = true}};

const Registry<settings::Fragment>::Entry preset{
    "method-prompt",
    {.kind = settings::Fragment::Kind::Method,
     .key = "prompt",
     .title = "Prompt tuning",
     .help = "Best for a simple task on a large model: learns tokens that are put before every text.",
     .inWords = "Learned tokens before every text: {prompt_tokens}",
     .order = 35,
     .settings = {{"finetuning_type", "prompt"}, {"prompt_tokens", "20"}, {"learning_rate", "3.0e-2"}}}};

}  // namespace
}  // namespace atelier::peft
