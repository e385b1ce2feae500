#include "protocol/training_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace atelier::protocol {
namespace {

using When = TrainingMetric::When;

TEST(TrainingMetrics, AreDefinedOnceAndInWords) {
    std::set<std::string> names, logKeys, stateKeys;
    for (const auto& metric : trainingMetrics()) {
        EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
        EXPECT_TRUE(metric.logKey.empty() || logKeys.insert(metric.logKey).second) << metric.logKey;
        EXPECT_TRUE(metric.stateKey.empty() || stateKeys.insert(metric.stateKey).second) << metric.stateKey;
        EXPECT_FALSE(metric.title.empty() || metric.help.empty()) << metric.name;
        EXPECT_FALSE(metric.logKey.empty() && metric.stateKey.empty()) << metric.name << " goes nowhere";
        EXPECT_EQ(metric.name.starts_with("eval_"), metric.when == When::Evaluation) << metric.name;
        if (!metric.logKey.empty()) EXPECT_EQ(metricOfLogKey(metric.logKey), metric.name);
    }
    EXPECT_EQ(metricOfLogKey("eval_cer"), "eval_cer");
}

TEST(TrainingMetrics, FamiliesNeedNoDefinitionOfTheirOwn) {
    EXPECT_EQ(trainingMetric("eval_cer").when, When::Evaluation);
    EXPECT_EQ(trainingMetric("eval_cer").stateKey, "eval_cer");
    EXPECT_EQ(trainingMetric("lr_projector").when, When::Logging);
    EXPECT_THROW(trainingMetric("speed_of_light"), std::logic_error);
}

TEST(TrainingMetrics, TheirOrderIsThatOfTheList) {
    std::vector<std::string> names{"eval_wer", "lr", "eval_cer", "eval_loss", "loss"};
    std::sort(names.begin(), names.end(), metricComesBefore);
    EXPECT_EQ(names, (std::vector<std::string>{"loss", "eval_loss", "lr", "eval_cer", "eval_wer"}));
}

TEST(MetricRecord, TakesOnlyWhatIsDefinedForIt) {
    MetricRecord record;
    record.step = 7;
    record.epoch = 0.5;
    record.set("loss", 2);
    EXPECT_THROW(record.set("eval_loss", 1), std::logic_error);
    EXPECT_THROW(record.set("speed_of_light", 1), std::logic_error);
    record.when = When::Evaluation;
    EXPECT_THROW(record.set("loss", 1), std::logic_error);
    record.set("eval_runtime", 3);
    const Metrics event = toEvent(record);
    EXPECT_EQ(event.step, 7);
    EXPECT_EQ(event.values, (std::map<std::string, double>{{"loss", 2}, {"epoch", 0.5}})) << "as the log has them";
}

}  // namespace
}  // namespace atelier::protocol
