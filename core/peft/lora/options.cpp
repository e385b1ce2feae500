#include "peft/lora/options.h"

namespace atelier::peft {

const settings::Schema<LoraOptions>& LoraOptions::schema() {
    static const auto schema = [] {
        settings::Schema<LoraOptions> s("LoRA");
        using O = LoraOptions;
        const char* condition = "finetuning_type=lora";
        s.option("lora_rank", &O::rank)
            .label("Rank")
            .help("Width of the low-rank update: more learns more and costs more.")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("lora_alpha", &O::alpha)
            .label("Alpha")
            .help("The update is scaled by alpha / rank. Not set: twice the rank.")
            .range(1, 65536)
            .simple()
            .when(condition);
        s.option("lora_dropout", &O::dropout)
            .label("Dropout")
            .help("Share of the update's inputs that are zeroed at random in training.")
            .range(0, 0.99)
            .simple()
            .when(condition);
        s.option("lora_target", &O::target)
            .label("Targets")
            .help(
                "Linear layers that get an update. \"all\": every one in the parts that are not frozen; "
                "\"all-linear\": "
                "every one of the model, vision tower and projector included; names such as q_proj, v_proj: those in "
                "the "
                "parts that are not frozen; a regular expression: every layer whose whole name matches.")
            .simple()
            .when(condition);
        s.option("use_rslora", &O::rankStabilised)
            .label("Rank-stabilised")
            .help("Scale by alpha / √rank, which keeps high ranks stable.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {
const Registry<settings::Group>::Entry entry{"40-lora", LoraOptions::schema().group()};
}  // namespace
}  // namespace atelier::peft
