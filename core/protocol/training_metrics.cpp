#include "protocol/training_metrics.h"

#include <algorithm>
#include <stdexcept>

namespace atelier::protocol {
namespace {

using When = TrainingMetric::When;
using Chart = TrainingMetric::Chart;

const TrainingMetric* find(const std::string& name) {
    const auto& all = trainingMetrics();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& metric) { return metric.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

// translations/update takes the titles and helps from this list.
const std::vector<TrainingMetric>& trainingMetrics() {
    static const std::vector<TrainingMetric> all{
        {.name = "loss",
         .logKey = "loss",
         .stateKey = "loss",
         .title = "Loss",
         .unit = "",
         .help = "Mean loss since the last log: of the target tokens, or of the judged answers",
         .lowerIsBetter = true,
         .headline = true},
        {.name = "eval_loss",
         .logKey = "eval_loss",
         .stateKey = "eval_loss",
         .title = "Validation loss",
         .unit = "",
         .help = "Mean loss of the validation samples",
         .when = When::Evaluation,
         .lowerIsBetter = true,
         .headline = true},
        {.name = "rewards/accuracies",
         .logKey = "accuracy",
         .stateKey = "rewards/accuracies",
         .title = "Preferences met",
         .unit = "",
         .help = "Share of the pairs whose preferred answer has the higher reward",
         .chart = Chart::WithValue,
         .color = 2,
         .headline = true},
        {.name = "rewards/margins",
         .logKey = "rewards/margins",
         .stateKey = "rewards/margins",
         .title = "Reward margin",
         .unit = "",
         .help = "By how much the reward of preferred answers is above that of rejected ones",
         .chart = Chart::WithValue,
         .color = 2,
         .headline = true},
        {.name = "rewards/chosen",
         .logKey = "rewards/chosen",
         .stateKey = "rewards/chosen",
         .title = "Reward of preferred answers",
         .unit = "",
         .help = "How much more probable than for the reference model preferred or liked answers are: beta times the "
                 "logarithm",
         .chart = Chart::WithValue,
         .color = 3},
        {.name = "rewards/rejected",
         .logKey = "rewards/rejected",
         .stateKey = "rewards/rejected",
         .title = "Reward of rejected answers",
         .unit = "",
         .help = "The same of rejected or disliked answers",
         .chart = Chart::WithValue,
         .color = 4},
        {.name = "logps/chosen",
         .logKey = "logps/chosen",
         .stateKey = "logps/chosen",
         .title = "Log probability of preferred answers",
         .unit = "",
         .help = "Summed over an answer's tokens; of ipo, orpo and simpo the mean over them",
         .chart = Chart::WithValue,
         .color = 3},
        {.name = "logps/rejected",
         .logKey = "logps/rejected",
         .stateKey = "logps/rejected",
         .title = "Log probability of rejected answers",
         .unit = "",
         .help = "The same of rejected or disliked answers",
         .chart = Chart::WithValue,
         .color = 4},
        {.name = "kl",
         .logKey = "kl",
         .stateKey = "kl",
         .title = "Distance from the reference",
         .unit = "",
         .help = "How far the model has gone from the reference model, as KTO estimates it",
         .chart = Chart::WithValue,
         .color = 5},
        {.name = "sft_loss",
         .logKey = "sft_loss",
         .stateKey = "sft_loss",
         .title = "Loss of preferred answers",
         .unit = "",
         .help = "ORPO's part that learns the preferred answers, per token",
         .chart = Chart::WithValue,
         .lowerIsBetter = true},
        {.name = "odds_ratio_loss",
         .logKey = "odds_ratio_loss",
         .stateKey = "odds_ratio_loss",
         .title = "Loss of the odds",
         .unit = "",
         .help = "ORPO's part that lowers the odds of rejected answers",
         .chart = Chart::WithValue,
         .lowerIsBetter = true},
        {.name = "lr",
         .logKey = "lr",
         .stateKey = "learning_rate",
         .title = "Learning rate",
         .unit = "",
         .help = "How far each step goes",
         .chart = Chart::Always,
         .color = 1,
         .headline = true},
        {.name = "grad_norm",
         .logKey = "grad_norm",
         .stateKey = "grad_norm",
         .title = "Gradient norm",
         .unit = "",
         .help = "How strongly a step pulls; growing without end says that the learning rate is too high",
         .chart = Chart::Always,
         .color = 2,
         .headline = true},
        {.name = "tokens_per_second",
         .logKey = "throughput",
         .stateKey = "",
         .title = "Tokens a second",
         .unit = "",
         .help = "Speed of the training",
         .chart = Chart::Always,
         .color = 3,
         .headline = true},
        {.name = "samples_per_second",
         .logKey = "samples_per_second",
         .stateKey = "",
         .title = "Samples a second",
         .unit = "",
         .help = "Speed of the training, in samples",
         .chart = Chart::WithValue,
         .color = 3,
         .headline = true},
        {.name = "memory",
         .logKey = "memory",
         .stateKey = "",
         .title = "Memory",
         .unit = "GB",
         .help = "What the training's process uses",
         .chart = Chart::WithValue,
         .color = 4},
        {.name = "vram_allocated",
         .logKey = "vram_allocated",
         .stateKey = "",
         .title = "Graphics memory",
         .unit = "GB",
         .help = "Most that was in use on the graphics card",
         .chart = Chart::WithValue,
         .color = 4},
        {.name = "vram_reserved",
         .logKey = "vram_reserved",
         .stateKey = "",
         .title = "Reserved graphics memory",
         .unit = "GB",
         .help = "Most that was reserved on the graphics card"},
        {.name = "gpu_utilization",
         .logKey = "gpu_utilization",
         .stateKey = "",
         .title = "Graphics card",
         .unit = "%",
         .help = "How busy the graphics card is",
         .chart = Chart::WithValue,
         .color = 5},
        {.name = "loss_scale",
         .logKey = "loss_scale",
         .stateKey = "",
         .title = "Loss scale",
         .unit = "",
         .help = "What the loss is multiplied by, with fp16",
         .chart = Chart::WithValue},
        {.name = "skipped_steps",
         .logKey = "skipped_steps",
         .stateKey = "",
         .title = "Skipped steps",
         .unit = "",
         .help = "Steps that changed nothing so far: their loss or gradient was not finite"},
        {.name = "rate_factor",
         .logKey = "rate_factor",
         .stateKey = "",
         .title = "Factor on the learning rate",
         .unit = "",
         .help = "Change of the learning rate that was asked for while training"},
        {.name = "curriculum_limit",
         .logKey = "curriculum_limit",
         .stateKey = "",
         .title = "Longest answers",
         .unit = "",
         .help = "Answers of up to so many characters are trained on, with curriculum_loss"},
        {.name = "eval_runtime",
         .logKey = "",
         .stateKey = "eval_runtime",
         .title = "Time of the evaluation",
         .unit = "s",
         .help = "How long the validation loss took",
         .when = When::Evaluation},
        {.name = "eval_samples_per_second",
         .logKey = "",
         .stateKey = "eval_samples_per_second",
         .title = "Samples a second of the evaluation",
         .unit = "",
         .help = "Speed of the validation loss",
         .when = When::Evaluation},
    };
    return all;
}

const TrainingMetric* findTrainingMetric(const std::string& name) {
    return find(name);
}

TrainingMetric trainingMetric(const std::string& name) {
    if (const auto* known = find(name)) return *known;
    TrainingMetric metric;
    metric.name = metric.logKey = name;
    metric.chart = Chart::WithValue;
    if (name.starts_with("eval_")) {
        const auto* same = find(name.substr(5));
        metric.title = same ? same->title : name.substr(5);
        metric.lowerIsBetter = same && same->lowerIsBetter;
        metric.stateKey = name;
        metric.when = When::Evaluation;
    } else if (name.starts_with("lr_")) {
        metric.title = name;
    } else {
        throw std::logic_error("no training metric \"" + name + "\" is defined");
    }
    return metric;
}

const std::string& metricOfLogKey(const std::string& key) {
    for (const auto& metric : trainingMetrics())
        if (metric.logKey == key) return metric.name;
    return key;
}

bool metricComesBefore(const std::string& a, const std::string& b) {
    const auto *first = find(a), *second = find(b);
    if (first && second) return first < second;
    if (first || second) return first != nullptr;
    return a < b;
}

void MetricRecord::set(const std::string& name, double value) {
    if (trainingMetric(name).when != when)
        throw std::logic_error("the training metric \"" + name + "\" does not belong into this record");
    values[name] = value;
}

Metrics toEvent(const MetricRecord& record) {
    Metrics event{record.step, {}};
    for (const auto& [name, value] : record.values)
        if (!trainingMetric(name).logKey.empty()) event.values[name] = value;
    event.values["epoch"] = record.epoch;
    return event;
}

}  // namespace atelier::protocol
