#include "peft/loha/options.h"

#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<LohaOptions>& LohaOptions::schema() {
    static const auto schema = [] {
        settings::Schema<LohaOptions> s("LoHa");
        using O = LohaOptions;
        const char* condition = "finetuning_type=loha";
        s.option("loha_rank", &O::rank)
            .label("Rank")
            .help("Rank of each of the two factors: the update's own rank is up to its square.")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("loha_alpha", &O::alpha)
            .label("Alpha")
            .help("The update is scaled by alpha / rank. Not set: the rank.")
            .range(1, 65536)
            .simple()
            .when(condition);
        s.option("loha_dropout", &O::dropout)
            .label("Dropout")
            .help("Share of the update's rows that are zeroed at random in training (PEFT's rank_dropout).")
            .range(0, 0.99)
            .when(condition);
        s.option("loha_target", &O::target)
            .label("Targets")
            .help("Linear layers that get an update, named as for lora_target.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<LohaOptions> group{"45-loha"};

const Registry<MethodInfo>::Entry entry{
    "loha",
    {.summary = "The element-wise product of two low-rank matrices as an update: a high rank for few parameters.",
     .peftType = "LOHA",
     .tensorNames = {"hada_"},
     .harmlessKeys = {"init_weights", "module_dropout", "use_effective_conv2d"}}};

const Registry<settings::Fragment>::Entry preset{
    "method-loha",
    {.kind = settings::Fragment::Kind::Method,
     .key = "loha",
     .title = "LoHa",
     .help = "Best where LoRA's rank limits what is learned, such as a new kind of picture: the same number of "
             "parameters reaches a higher rank.",
     .inWords = "LoHa of rank {loha_rank} on layers: {loha_target}",
     .order = 22,
     .settings = {{"finetuning_type", "loha"}, {"loha_target", "all"}, {"learning_rate", "1.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
