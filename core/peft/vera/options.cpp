#include "peft/vera/options.h"

#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<VeraOptions>& VeraOptions::schema() {
    static const auto schema = [] {
        settings::Schema<VeraOptions> s("VeRA");
        using O = VeraOptions;
        const char* condition = "finetuning_type=vera";
        s.option("vera_rank", &O::rank)
            .label("Rank")
            .help(
                "Width of the random matrices that all layers share. Each layer trains only as many numbers, so this "
                "is far higher than for LoRA.")
            .range(1, 65536)
            .simple()
            .when(condition);
        s.option("vera_dropout", &O::dropout)
            .label("Dropout")
            .help("Share of the update's inputs that are zeroed at random in training.")
            .range(0, 0.99)
            .when(condition);
        s.option("vera_d_initial", &O::start)
            .label("Start of d")
            .help("Where the trained scales between the two random matrices start.")
            .above(0)
            .when(condition);
        s.option("vera_seed", &O::seed)
            .label("Seed of the random matrices")
            .help("Two adapters of one seed, rank and target share their random matrices (PEFT's projection_prng_key).")
            .atLeast(0)
            .when(condition);
        s.option("vera_target", &O::target)
            .label("Targets")
            .help("Linear layers that get an update, named as for lora_target.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<VeraOptions> group{"45-vera"};

const Registry<MethodInfo>::Entry entry{
    "vera",
    {.summary = "Two random matrices that all layers share, and trained scales around them: a hundredth of LoRA's "
                "parameters.",
     .peftType = "VERA",
     .tensorNames = {"vera_"},
     .harmlessKeys = {"d_initial", "init_weights", "save_projection"}}};

const Registry<settings::Fragment>::Entry preset{
    "method-vera",
    {.kind = settings::Fragment::Kind::Method,
     .key = "vera",
     .title = "VeRA",
     .help = "Best for many small adapters of one model: each holds some thousand numbers.",
     .inWords = "VeRA of rank {vera_rank} on layers: {vera_target}",
     .order = 24,
     .settings = {{"finetuning_type", "vera"}, {"vera_target", "all"}, {"learning_rate", "4.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
