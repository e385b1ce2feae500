#include "peft/lokr/options.h"

#include "common/error.h"
#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<LokrOptions>& LokrOptions::schema() {
    static const auto schema = [] {
        settings::Schema<LokrOptions> s("LoKr");
        using O = LokrOptions;
        const char* condition = "finetuning_type=lokr";
        s.option("lokr_rank", &O::rank)
            .label("Rank")
            .help("Rank of the larger of the two matrices whose Kronecker product is the update.")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("lokr_alpha", &O::alpha)
            .label("Alpha")
            .help("The update is scaled by alpha / rank. Not set: the rank.")
            .range(1, 65536)
            .simple()
            .when(condition);
        s.option("lokr_factor", &O::factor)
            .label("Factor")
            .help(
                "Side of the smaller matrix (PEFT's decompose_factor). -1: as near to a square as the layer allows, "
                "which gives the fewest parameters.")
            .range(-1, 65536)
            .when(condition);
        s.option("lokr_decompose_both", &O::decomposeBoth)
            .label("Both of low rank")
            .help("The smaller matrix is of low rank, too.")
            .when(condition);
        s.option("lokr_dropout", &O::dropout)
            .label("Dropout")
            .help("Share of the update's rows that are zeroed at random in training (PEFT's rank_dropout).")
            .range(0, 0.99)
            .when(condition);
        s.option("lokr_target", &O::target)
            .label("Targets")
            .help("Linear layers that get an update, named as for lora_target.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

void check(const settings::Recipe& recipe) {
    if (LokrOptions::schema().read(recipe).factor == 0)
        throw Error("lokr_factor must be -1 or above 0", recipe.location("lokr_factor"));
}

const settings::GroupEntry<LokrOptions> group{"45-lokr"};

const Registry<MethodInfo>::Entry entry{
    "lokr",
    {.summary = "The Kronecker product of two small matrices as an update: a full rank for very few parameters.",
     .peftType = "LOKR",
     .tensorNames = {"lokr_"},
     .harmlessKeys = {"init_weights", "module_dropout", "rank_dropout_scale", "use_effective_conv2d"},
     .check = check}};

const Registry<settings::Fragment>::Entry preset{
    "method-lokr",
    {.kind = settings::Fragment::Kind::Method,
     .key = "lokr",
     .title = "LoKr",
     .help = "Best for the smallest file with an update of full rank: a tenth of LoRA's parameters or less.",
     .inWords = "LoKr of rank {lokr_rank} on layers: {lokr_target}",
     .order = 23,
     .settings = {{"finetuning_type", "lokr"}, {"lokr_target", "all"}, {"learning_rate", "1.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
