#include "peft/fourierft/options.h"

#include "peft/method_info.h"
#include "settings/fragment.h"

namespace atelier::peft {

const settings::Schema<FourierOptions>& FourierOptions::schema() {
    static const auto schema = [] {
        settings::Schema<FourierOptions> s("FourierFT");
        using O = FourierOptions;
        const char* condition = "finetuning_type=fourierft";
        s.option("fourier_frequencies", &O::frequencies)
            .label("Frequencies")
            .help(
                "How many entries of the update's spectrum are trained in each layer (PEFT's n_frequency); a smaller "
                "layer trains all that it has.")
            .range(1, 100000000)
            .simple()
            .when(condition);
        s.option("fourier_scaling", &O::scaling)
            .label("Scaling")
            .help("Factor of the update. The authors use 300 for language models, 150 for smaller ones.")
            .above(0)
            .simple()
            .when(condition);
        s.option("fourier_seed", &O::seed)
            .label("Seed of the frequencies")
            .help("Which entries of the spectrum are trained (PEFT's random_loc_seed).")
            .atLeast(0)
            .when(condition);
        s.option("fourier_target", &O::target)
            .label("Targets")
            .help("Linear layers that get an update, named as for lora_target.")
            .when(condition);
        return s;
    }();
    return schema;
}

namespace {

const settings::GroupEntry<FourierOptions> group{"45-fourierft"};

const Registry<MethodInfo>::Entry entry{
    "fourierft",
    {.summary = "An update whose spectrum has few entries that are not zero: some thousand numbers for each layer.",
     .peftType = "FOURIERFT",
     .tensorNames = {"fourierft_"},
     .harmlessKeys = {"init_weights"}}};

const Registry<settings::Fragment>::Entry preset{
    "method-fourierft",
    {.kind = settings::Fragment::Kind::Method,
     .key = "fourierft",
     .title = "FourierFT",
     .help = "Best for very small adapters with an update of full rank. Each step costs more than with LoRA.",
     .inWords = "FourierFT with {fourier_frequencies} frequencies on layers: {fourier_target}",
     .order = 25,
     .settings = {{"finetuning_type", "fourierft"}, {"fourier_target", "all"}, {"learning_rate", "5.0e-3"}}}};

}  // namespace
}  // namespace atelier::peft
