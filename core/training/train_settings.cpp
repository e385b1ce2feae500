#include "training/train_settings.h"

#include "common/error.h"
#include "evaluation/metric.h"
#include "protocol/training_metrics.h"

#include <algorithm>

namespace atelier::training {
namespace {

constexpr std::string_view kPrefix = "eval_";

bool measures(const ObjectiveInfo& objective, const std::string& metric) {
    return std::find(objective.metrics.begin(), objective.metrics.end(), metric) != objective.metrics.end();
}

bool higherIsBetterOf(const TrainOptions& options, const std::string& judgedBy) {
    if (judgedBy.empty()) return options.greaterIsBetter.value_or(false);
    const auto& metric = evaluation::Metrics::instance().at(judgedBy, "metric_for_best_model");
    if (!options.predictWithGenerate)
        throw Error("metric_for_best_model " + judgedBy + " judges answers, and none are asked for",
                    "metric_for_best_model", "set predict_with_generate: true, or take eval_loss");
    return options.greaterIsBetter.value_or(metric.higherIsBetter);
}

}  // namespace

TrainSettings::TrainSettings(const TrainOptions& options) : TrainOptions(options) {
    if (options.evalStrategy == "steps") evaluate = Evaluate::EverySteps;
    if (options.evalStrategy == "epoch") evaluate = Evaluate::EveryEpoch;
    evaluateEvery = options.evalSteps.value_or(options.loggingSteps);
    const std::string& best = options.bestMetric;
    followedMetric = best.starts_with(kPrefix) ? best : std::string(kPrefix) + best;
    judgedBy = followedMetric.substr(kPrefix.size());
    if (measures(options.objective.info(), judgedBy)) {
        higherIsBetter = options.greaterIsBetter.value_or(!protocol::trainingMetric(judgedBy).lowerIsBetter);
        judgedBy.clear();
    } else {
        if (judgedBy == "loss") judgedBy.clear();
        higherIsBetter = higherIsBetterOf(options, judgedBy);
    }
    plateau = options.schedule == "reduce_lr_on_plateau";
    if (options.curriculumLoss && options.maxSteps < 0)
        throw Error("curriculum_loss needs max_steps", "curriculum_loss",
                    "with a curriculum an epoch has no fixed length");
}

void TrainSettings::check(bool validationSamples) const {
    const bool evaluates = evaluate != Evaluate::Never;
    const bool judges = loadBest || earlyStoppingSteps || predictWithGenerate;
    if (judges && !evaluates)
        throw Error("nothing is evaluated, so nothing can be the best", "eval_strategy",
                    "set eval_strategy to steps or epoch, or leave load_best_model_at_end, early_stopping_steps and "
                    "predict_with_generate out");
    if (judges && !validationSamples)
        throw Error("there are no validation samples to tell which model is best", "val_size",
                    "set val_size, or mark samples as validation");
    if (plateau && !(evaluates && validationSamples))
        throw Error("reduce_lr_on_plateau needs evaluations", "lr_scheduler_type",
                    "set eval_strategy to steps or epoch, and val_size above 0");
}

}  // namespace atelier::training
