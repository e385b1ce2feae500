#include "training/objectives/options.h"

#include "common/error.h"

namespace atelier::training {
namespace {

const settings::GroupEntry<ObjectiveOptions> entry{"48-objective"};

std::string lossHelp() {
    std::string help = "How a pair is learned.";
    for (const auto& name : objectivesOf("dpo"))
        help += " " + name + ": " + objectiveInfo(name).title + ". " + objectiveInfo(name).summary;
    return help;
}

}  // namespace

std::string ObjectiveOptions::name() const {
    const auto names = objectivesOf(stage);
    return names.size() == 1 ? names.front() : loss;
}

void ObjectiveOptions::check() const {
    if (info().couples && reference == "none")
        throw Error("pref_reference none means nothing for " + info().title + ", which measures from a reference model",
                    "pref_reference", "take base or start");
}

const settings::Schema<ObjectiveOptions>& ObjectiveOptions::schema() {
    static const settings::Schema<ObjectiveOptions> schema = [] {
        settings::Schema<ObjectiveOptions> s("Objective");
        using O = ObjectiveOptions;
        s.option("stage", &O::stage)
            .label("Learn from")
            .help(
                "sft: answers. dpo: pairs of a preferred and a rejected answer. kto: answers that were liked or not. "
                "Samples without such a preference are left out of dpo and kto.")
            .choices(stageNames())
            .simple();
        s.option("pref_loss", &O::loss)
            .label("Loss of pairs")
            .help(lossHelp())
            .choices(objectivesOf("dpo"))
            .simple()
            .when("stage=dpo");
        s.option("pref_beta", &O::beta)
            .label("Beta")
            .help(
                "How closely the model keeps to the reference model while it learns preferences: more keeps closer. Of "
                "orpo the weight of the odds, of simpo the scale of the reward.")
            .above(0)
            .simple()
            .when("stage=dpo|kto");
        s.option("pref_reference", &O::reference)
            .label("Reference model")
            .help(
                "What preferences are measured from. base: the model without what is trained in it. start: the model "
                "as this training starts, with the adapter that it goes on from. none: nothing, so that the answers' "
                "own probabilities count. orpo and simpo never have one.")
            .choices({"base", "start", "none"})
            .when("stage=dpo|kto");
        s.option("pref_ftx", &O::ftx)
            .label("Share of the answers' loss")
            .help("The loss of the preferred answers, per token, is added with this factor; 0: not added.")
            .atLeast(0)
            .when("stage=dpo|kto");
        s.option("dpo_label_smoothing", &O::labelSmoothing)
            .label("Wrong preferences")
            .help("Share of the pairs that may be labelled the wrong way round (cDPO).")
            .range(0, 0.5)
            .when("pref_loss=sigmoid");
        s.option("simpo_gamma", &O::simpoGamma)
            .label("Margin of SimPO")
            .help("By how much the preferred answer's reward should be above the rejected one's.")
            .when("pref_loss=simpo");
        s.option("kto_chosen_weight", &O::chosenWeight)
            .label("Weight of liked answers")
            .help("How much an answer that was liked counts; raise it where there are fewer of them.")
            .atLeast(0)
            .when("stage=kto");
        s.option("kto_rejected_weight", &O::rejectedWeight)
            .label("Weight of disliked answers")
            .help("How much an answer that was not liked counts.")
            .atLeast(0)
            .when("stage=kto");
        return s;
    }();
    return schema;
}

}  // namespace atelier::training
