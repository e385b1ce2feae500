#include "peft/boft/options.h"

#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<BoftOptions>& BoftOptions::schema() {
    static const auto schema = [] {
        settings::Schema<BoftOptions> s("BOFT");
        using O = BoftOptions;
        const char* condition = "finetuning_type=boft";
        s.option("boft_block_size", &O::blockSize)
            .label("Block size")
            .help("Number of inputs of a layer that are rotated together. It must divide the width of every target.")
            .range(2, 4096)
            .simple()
            .when(condition);
        s.option("boft_n_butterfly_factor", &O::factors)
            .label("Butterfly factors")
            .help(
                "Number of rotations in a row, each over different blocks, so that distant inputs mix; 1 is OFT with a "
                "scale "
                "for each output. With more, the block size must be even and the number of blocks divisible by 2 "
                "for each further factor.")
            .range(1, 16)
            .simple()
            .when(condition);
        s.option("boft_dropout", &O::dropout)
            .label("Dropout")
            .help("Share of one factor's blocks that are not rotated, drawn anew in each step of the training.")
            .range(0, 0.99)
            .when(condition);
        s.option("boft_target", &O::target)
            .label("Targets")
            .help("Linear layers whose inputs are rotated, named as for lora_target.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<BoftOptions> group{"45-boft"};

const Registry<MethodInfo>::Entry entry{
    "boft",
    {.summary = "Rotates what goes into a layer by butterfly factors: denser rotations than OFT for as many numbers.",
     .peftType = "BOFT",
     .tensorNames = {"boft_"},
     .harmlessKeys = {"init_weights"}}};

const Registry<settings::Fragment>::Entry preset{
    "method-boft",
    {.kind = settings::Fragment::Kind::Method,
     .key = "boft",
     .title = "BOFT",
     .help = "Best where OFT is wanted with fewer parameters. Slower than OFT.",
     .inWords = "BOFT with blocks of {boft_block_size} on layers: {boft_target}",
     .order = 27,
     .settings = {{"finetuning_type", "boft"}, {"boft_target", "all"}, {"learning_rate", "1.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
