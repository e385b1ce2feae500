#pragma once

#include "protocol/event.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace atelier::protocol {

/// A figure of a training, defined once: log file, events, command line and charts take names and words from here.
struct TrainingMetric {
    enum class When {
        Logging,    ///< every logging_steps, where there is a value
        Evaluation  ///< with an evaluation
    };
    enum class Chart {
        None,      ///< shown elsewhere, e.g. in the chart of the losses
        Always,    ///< there is a chart before the first value
        WithValue  ///< there is a chart once a value came
    };
    std::string name;      ///< in events and charts, e.g. "tokens_per_second"
    std::string logKey;    ///< in trainer_log.jsonl, as LLaMA-Factory names it; empty: not there, nor in events
    std::string stateKey;  ///< in log_history of trainer_state.json, as transformers names it; empty: not there
    std::string title, unit, help;  ///< English; the window translates title and help
    When when = When::Logging;
    Chart chart = Chart::None;
    int color = 0;               ///< of its chart
    bool lowerIsBetter = false;  ///< has a best value: the lowest
    bool headline = false;       ///< shown on the command line while it trains
};

/// Metrics that have words of their own, in the order in which people look at them.
const std::vector<TrainingMetric>& trainingMetrics();

/// The definition of a metric: one of trainingMetrics(), else of the families "eval_METRIC" (figures of answers, or a
/// metric of the training on the validation samples) and "lr_GROUP" (learning rates of groups of parameters). Throws
/// std::logic_error for any other name.
TrainingMetric trainingMetric(const std::string& name);
/// One of trainingMetrics(); null: none of that name.
const TrainingMetric* findTrainingMetric(const std::string& name);
/// The name of what trainer_log.jsonl has under this key: the key itself where nothing else is known.
const std::string& metricOfLogKey(const std::string& key);
/// In the order of trainingMetrics(), others after them by name.
bool metricComesBefore(const std::string& a, const std::string& b);

/// What a training measured at a step.
struct MetricRecord {
    std::int64_t step = 0;
    TrainingMetric::When when = TrainingMetric::When::Logging;
    double epoch = 0;                    ///< epochs that are done, e.g. 1.25
    double elapsed = 0, remaining = -1;  ///< seconds; -1: unknown
    std::int64_t tokens = 0;             ///< trained on so far
    std::map<std::string, double> values;

    /// Throws std::logic_error for a metric that is not defined, or not for records of this kind.
    void set(const std::string& name, double value);
};

/// What the log has of the record, as an event.
Metrics toEvent(const MetricRecord& record);

}  // namespace atelier::protocol
