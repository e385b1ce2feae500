#include "peft/ia3/options.h"

#include "peft/method_info.h"

namespace atelier::peft {

const settings::Schema<Ia3Options>& Ia3Options::schema() {
    static const auto schema = [] {
        settings::Schema<Ia3Options> s("(IA)³");
        using O = Ia3Options;
        const char* condition = "finetuning_type=ia3";
        s.option("ia3_target", &O::target)
            .label("Targets")
            .help(
                "Linear layers whose outputs (or inputs, for feed-forward ones) are rescaled: names, a regular "
                "expression, \"all\" or \"all-linear\", as for lora_target.")
            .when(condition);
        s.option("ia3_feedforward", &O::feedforward)
            .label("Feed-forward layers")
            .help("Those targets whose inputs are rescaled instead of their outputs: names or a regular expression.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<Ia3Options> group{"41-ia3"};

const Registry<MethodInfo>::Entry entry{
    "ia3",
    {.summary = "Learned scales on keys, values and feed-forward inputs. The smallest result; for formats and styles.",
     .peftType = "IA3",
     .tensorNames = {"ia3_"}}};

}  // namespace
}  // namespace atelier::peft
