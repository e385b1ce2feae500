#include "peft/oft/options.h"

#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<OftOptions>& OftOptions::schema() {
    static const auto schema = [] {
        settings::Schema<OftOptions> s("OFT");
        using O = OftOptions;
        const char* condition = "finetuning_type=oft";
        s.option("oft_block_size", &O::blockSize)
            .label("Block size")
            .help(
                "Number of inputs of a layer that are rotated together. A layer whose width it does not divide takes "
                "the "
                "nearest size that does.")
            .range(2, 4096)
            .simple()
            .when(condition);
        s.option("oft_exact", &O::exact)
            .label("Exact rotation")
            .help(
                "Solves for each rotation instead of summing the first terms of its series: slower, and exactly "
                "orthogonal.")
            .when(condition);
        s.option("oft_block_share", &O::blockShare)
            .label("One rotation a layer")
            .help("All blocks of a layer share one rotation: far fewer parameters.")
            .when(condition);
        s.option("oft_constrained", &O::constrained)
            .label("Constrained")
            .help("Keeps rotations small (COFT).")
            .when(condition);
        s.option("oft_epsilon", &O::epsilon)
            .label("Limit of rotations")
            .help("With oft_constrained: how far a rotation may go.")
            .above(0)
            .when(condition);
        s.option("oft_dropout", &O::dropout)
            .label("Dropout")
            .help("Share of the blocks that are not rotated, drawn anew in each step of the training.")
            .range(0, 0.99)
            .when(condition);
        s.option("oft_target", &O::target)
            .label("Targets")
            .help("Linear layers whose inputs are rotated, named as for lora_target.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<OftOptions> group{"45-oft"};

const Registry<MethodInfo>::Entry entry{
    "oft",
    {.summary = "Rotates what goes into a layer, block by block: angles between neurons stay, so the model forgets "
                "little.",
     .peftType = "OFT",
     .tensorNames = {"oft_"},
     .harmlessKeys = {"init_weights"}}};

const Registry<settings::Fragment>::Entry preset{
    "method-oft",
    {.kind = settings::Fragment::Kind::Method,
     .key = "oft",
     .title = "OFT",
     .help = "Best where the model must keep what it knows: rotations leave the relations between neurons as they are.",
     .inWords = "OFT with blocks of {oft_block_size} on layers: {oft_target}",
     .order = 26,
     .settings = {{"finetuning_type", "oft"}, {"oft_target", "all"}, {"learning_rate", "1.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
