#include "peft/adalora/options.h"

#include "common/error.h"
#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<AdaLoraOptions>& AdaLoraOptions::schema() {
    static const auto schema = [] {
        settings::Schema<AdaLoraOptions> s("AdaLoRA");
        using O = AdaLoraOptions;
        const char* condition = "finetuning_type=adalora";
        s.option("adalora_init_rank", &O::initialRank)
            .label("First rank")
            .help("Rank of every update at the start; the least important directions are dropped from it.")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("adalora_target_rank", &O::targetRank)
            .label("Last rank")
            .help("Mean rank of the updates at the end.")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("adalora_alpha", &O::alpha)
            .label("Alpha")
            .help("The update is scaled by alpha / first rank. Not set: twice the last rank.")
            .range(1, 65536)
            .when(condition);
        s.option("adalora_dropout", &O::dropout)
            .label("Dropout")
            .help("Share of the update's inputs that are zeroed at random in training.")
            .range(0, 0.99)
            .when(condition);
        s.option("adalora_target", &O::target)
            .label("Targets")
            .help("Linear layers that get an update, named as for lora_target.")
            .when(condition);
        s.option("adalora_warmup_steps", &O::warmupSteps)
            .label("Steps before dropping")
            .help("Steps at the start with the first rank (PEFT's tinit).")
            .unit("steps")
            .atLeast(0)
            .when(condition);
        s.option("adalora_final_steps", &O::finalSteps)
            .label("Steps after dropping")
            .help("Steps at the end with the last rank (PEFT's tfinal).")
            .unit("steps")
            .atLeast(0)
            .when(condition);
        s.option("adalora_interval", &O::interval)
            .label("Steps between droppings")
            .help("How often directions are dropped (PEFT's deltaT).")
            .unit("steps")
            .atLeast(1)
            .when(condition);
        s.option("adalora_beta1", &O::beta1)
            .label("Smoothing of importance")
            .help("Share of the earlier mean in the running mean of a direction's importance.")
            .range(0, 0.9999)
            .when(condition);
        s.option("adalora_beta2", &O::beta2)
            .label("Smoothing of uncertainty")
            .help("The same of its uncertainty.")
            .range(0, 0.9999)
            .when(condition);
        s.option("adalora_orthogonality", &O::orthogonality)
            .label("Orthogonality")
            .help("Weight of the loss that keeps directions orthogonal.")
            .above(0)
            .when(condition);
        return s;
    }();
    return schema;
}

void AdaLoraOptions::checkSteps(std::int64_t totalSteps, const std::string& where) const {
    if (warmupSteps >= totalSteps - finalSteps)
        throw Error("adalora_warmup_steps " + std::to_string(warmupSteps) + " and adalora_final_steps " +
                        std::to_string(finalSteps) + " leave no step of " + std::to_string(totalSteps) +
                        " in which ranks are dropped",
                    where, "lower them, or train for more steps");
}

namespace {

void check(const settings::Recipe& recipe) {
    const auto options = AdaLoraOptions::schema().read(recipe);
    if (options.targetRank > options.initialRank)
        throw Error("adalora_target_rank must not be above adalora_init_rank", recipe.location("adalora_target_rank"));
    const auto* steps = recipe.find("max_steps");  // without it, the number of samples decides
    const auto* count = steps ? std::get_if<std::int64_t>(&steps->value) : nullptr;
    if (count && *count > 0)
        options.checkSteps(*count,
                           recipe.location(options.finalSteps > 0 ? "adalora_final_steps" : "adalora_warmup_steps"));
}

const settings::GroupEntry<AdaLoraOptions> group{"44-adalora"};

const Registry<MethodInfo>::Entry entry{
    "adalora",
    {.summary = "LoRA whose rank moves to the layers where it matters most while it is trained.",
     .peftType = "ADALORA",
     .tensorNames = {"lora_"},
     .harmlessKeys = {"corda_config", "ensure_weight_tying", "eva_config", "loftq_config", "lora_ga_config",
                      "megatron_config", "megatron_core", "qalora_group_size"},
     .check = check}};

const Registry<settings::Fragment>::Entry preset{
    "method-adalora",
    {.kind = settings::Fragment::Kind::Method,
     .key = "adalora",
     .title = "AdaLoRA",
     .help = "Best for a small adapter at LoRA's quality: rank goes to the layers that need it.",
     .inWords = "AdaLoRA, down to rank {adalora_target_rank}",
     .order = 15,
     .settings = {{"finetuning_type", "adalora"}, {"adalora_target", "all"}, {"learning_rate", "1.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
