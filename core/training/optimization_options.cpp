#include "training/optimization_options.h"

#include "common/registry.h"
#include "training/optimizer_info.h"
#include "training/schedule.h"

namespace atelier::training {
namespace {

const settings::GroupEntry<OptimizationOptions> entry{"52-optimization"};

}  // namespace

const settings::Schema<OptimizationOptions>& OptimizationOptions::schema() {
    static const settings::Schema<OptimizationOptions> schema = [] {
        settings::Schema<OptimizationOptions> s("Optimization");
        using O = OptimizationOptions;
        s.option("optim_args", &O::optimizerArguments)
            .label("Optimizer details")
            .help("Names and values, as in \"momentum=0.9, nesterov=true\". " + optimizerArgumentNames());
        s.option("lr_scheduler_kwargs", &O::scheduleArguments)
            .label("Schedule details")
            .help("A mapping, as in {\"num_cycles\": 2}. " + scheduleDetails());
        s.option("vision_tower_learning_rate", &O::towerRate)
            .label("Rate of the vision tower")
            .help("Learning rate of what is trained in the vision tower; empty: as learning_rate.")
            .above(0);
        s.option("projector_learning_rate", &O::projectorRate)
            .label("Rate of the projector")
            .help("Learning rate of what is trained between vision tower and language model; empty: as learning_rate.")
            .above(0);
        s.option("language_model_learning_rate", &O::languageModelRate)
            .label("Rate of the language model")
            .help("Learning rate of what is trained in the language model; empty: as learning_rate.")
            .above(0);
        s.option("part_learning_rates", &O::partRates)
            .label("Rates of other parts")
            .help("Learning rates of parts of the model by name, such as {qformer: 1.0e-5}, instead of those above.");
        s.option("layerwise_lr_decay", &O::layerDecay)
            .label("Rate from layer to layer")
            .help(
                "Each layer of a part learns at this share of the rate of the layer above it; the last layer and what "
                "follows it at the full one; 1: all alike.")
            .above(0)
            .atMost(1);
        s.option("neftune_noise_alpha", &O::neftuneAlpha)
            .label("NEFTune noise")
            .help("Uniform noise on the embeddings of the training samples' tokens, 5 for one; empty: none.")
            .above(0);
        s.option("moe_aux_loss_coef", &O::balanceLoss)
            .label("Balance of experts")
            .help(
                "Weight of the loss that asks a model with experts to use all of them alike, 0.001 for one; empty: as "
                "its config.json says (router_aux_loss_coef, where output_router_logits is true).")
            .atLeast(0);
        s.option("label_smoothing_factor", &O::labelSmoothing)
            .label("Label smoothing")
            .help(
                "Share of the target that goes to all tokens alike in training; the validation loss is computed "
                "without it.")
            .range(0, 0.999)
            .when("stage=sft");
        s.option("ema_decay", &O::emaDecay)
            .label("Averaged weights")
            .help(
                "Keeps a running average of what is trained, 0.999 for one, less in the first steps; evaluation and "
                "the saved result take the average. Empty: none.")
            .above(0)
            .atMost(0.9999999);
        return s;
    }();
    return schema;
}

}  // namespace atelier::training
