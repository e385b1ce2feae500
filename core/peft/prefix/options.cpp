#include "peft/prefix/options.h"

#include "peft/method_info.h"

namespace atelier::peft {

const settings::Schema<PrefixOptions>& PrefixOptions::schema() {
    static const auto schema = [] {
        settings::Schema<PrefixOptions> s("Prefix tuning");
        using O = PrefixOptions;
        const char* condition = "finetuning_type=prefix";
        s.option("prefix_tokens", &O::tokens)
            .label("Prefix length")
            .help("Learned keys and values that every layer's attention sees before the text.")
            .unit("tokens")
            .range(1, 4096)
            .simple()
            .when(condition);
        s.option("prefix_projection", &O::projection)
            .label("Through an MLP")
            .help("Learn the prefix through a small network, which steadies training; only its result is saved.")
            .when(condition);
        s.option("prefix_projection_width", &O::projectionWidth)
            .label("Width of the MLP")
            .help("Hidden width of that network. Not set: the width of one layer's keys.")
            .range(1, 65536)
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<PrefixOptions> group{"42-prefix"};

const Registry<MethodInfo>::Entry entry{
    "prefix",
    {.summary = "Learned keys and values in front of every text, in each layer. The weights stay untouched.",
     .peftType = "PREFIX_TUNING",
     .harmlessKeys = {"init_weights"},
     .merges = false,
     .selectsLayers = false,
     .savesModules = false,
     .needsLanguage = true}};

}  // namespace
}  // namespace atelier::peft
