#include "peft/lora/options.h"

#include "peft/method_info.h"

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
                "\"all-linear\": every one of the model, vision tower and projector included; names such as q_proj or "
                "mlp: those in the parts that are not frozen; a pattern (*.mlp.*) or a regular expression for the "
                "whole name: wherever it matches. Experts are among them by name alone: experts for all, "
                "*.experts.3.* for one.")
            .simple()
            .when(condition);
        s.option("use_rslora", &O::rankStabilised)
            .label("Rank-stabilised")
            .help("Scale by alpha / √rank, which keeps high ranks stable.")
            .when(condition);
        s.option("use_dora", &O::weightDecomposed)
            .label("DoRA")
            .help("Also trains the length of each row of the weights: closer to full fine-tuning, and slower.")
            .when(condition);
        s.option("loraplus_lr_ratio", &O::plusRatio)
            .label("LoRA+ ratio")
            .help("LoRA's B matrices learn this much faster than its A matrices, 16 for one; empty: alike.")
            .above(0)
            .when(condition);
        s.option("loraplus_lr_embedding", &O::plusEmbedding)
            .label("LoRA+ rate of embeddings")
            .help("With loraplus_lr_ratio: the learning rate of LoRA's B matrices on embeddings.")
            .above(0)
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<LoraOptions> group{"40-lora"};

const Registry<MethodInfo>::Entry entry{
    "lora",
    {.summary = "A low-rank update of linear layers. It learns nearly as much as all weights would, in a small file.",
     .peftType = "LORA",
     .tensorNames = {"lora_"},
     .harmlessKeys = {"corda_config", "ensure_weight_tying", "eva_config", "loftq_config", "lora_ga_config",
                      "megatron_config", "megatron_core", "qalora_group_size"}}};

}  // namespace
}  // namespace atelier::peft
