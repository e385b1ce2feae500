#include "peft/options.h"

#include "peft/method_info.h"

namespace atelier::peft {
namespace {

std::string methodHelp() {
    std::string help = "What is trained.";
    for (const auto& name : methodNames())
        help += " " + name + ": " + methodInfo(name).summary;
    return help;
}

}  // namespace

const settings::Schema<FinetuningOptions>& FinetuningOptions::schema() {
    static const auto schema = [] {
        settings::Schema<FinetuningOptions> s("Method");
        using O = FinetuningOptions;
        const std::string selecting = "finetuning_type=" + methodsThat(&MethodInfo::selectsLayers);
        s.option("finetuning_type", &O::type).label("Method").help(methodHelp()).choices(methodNames()).simple();
        s.option("freeze_vision_tower", &O::freezeVisionTower)
            .label("Freeze the vision tower")
            .help("Off: the encoders of images and other media are trained too.");
        s.option("freeze_multi_modal_projector", &O::freezeProjector)
            .label("Freeze the projector")
            .help("Off: the layers between the encoders and the language model are trained too.");
        s.option("freeze_language_model", &O::freezeLanguageModel)
            .label("Freeze the language model")
            .help("On: only encoders and projector are trained, where they are not frozen.");
        s.option("frozen_parts", &O::frozenParts)
            .label("Other frozen parts")
            .help("Parts of the model that stay frozen whatever the switches above say, such as qformer.");
        s.option("additional_target", &O::additionalTarget)
            .label("Modules trained in full")
            .help(
                "Modules whose own weights are trained beside the adapter and saved in its folder, such as merger or "
                "lm_head.")
            .when("finetuning_type=" + methodsThat(&MethodInfo::savesModules));
        s.option("trainable_layers", &O::trainableLayers)
            .label("Layers")
            .help(
                "Layers of the language model that are trained or get an update, such as 0-3, 20; nothing of it "
                "outside of them is. Empty: all.")
            .when(selecting);
        s.option("trainable_vision_layers", &O::trainableVisionLayers)
            .label("Vision layers")
            .help("The same for the vision tower, where it is not frozen.")
            .when(selecting);
        s.option("trainable_parameters", &O::trainableParameters)
            .label("Only parameters")
            .help(
                "Of what may be trained only the parameters with such names: a name or its end (self_attn, "
                "q_proj.weight), a pattern (*.mlp.*), or a regular expression for the whole name. An update goes only "
                "to layers whose weight is among them. Empty: all.")
            .when(selecting);
        s.option("frozen_parameters", &O::frozenParameters)
            .label("Frozen parameters")
            .help("Parameters that are never trained and get no update, named in the same way.")
            .when(selecting);
        return s;
    }();
    return schema;
}

namespace {
const settings::GroupEntry<FinetuningOptions> entry{"30-finetuning"};
}  // namespace
}  // namespace atelier::peft
