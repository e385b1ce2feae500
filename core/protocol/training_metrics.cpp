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
         .help = "Mean loss of the target tokens since the last log",
         .lowerIsBetter = true,
         .headline = true},
        {.name = "eval_loss",
         .logKey = "eval_loss",
         .stateKey = "eval_loss",
         .title = "Validation loss",
         .unit = "",
         .help = "Mean loss of the validation samples' target tokens",
         .when = When::Evaluation,
         .lowerIsBetter = true,
         .headline = true},
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
        metric.title = name.substr(5);
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
