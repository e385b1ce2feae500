#include "common/error.h"
#include "training/best_tracker.h"

#include <gtest/gtest.h>

#include <cmath>

namespace atelier::training {
namespace {

TrainOptions following(const std::string& metric, std::int64_t patience = 2) {
    TrainOptions options;
    options.bestMetric = metric;
    options.predictWithGenerate = true;
    options.earlyStoppingSteps = patience;
    return options;
}

TEST(BestTracker, TheMetricSaysWhichWayIsBetter) {
    BestTracker loss(following("loss")), cer(following("cer")), match(following("eval_exact_match"));
    EXPECT_EQ(loss.metric(), "eval_loss");
    EXPECT_EQ(cer.metric(), "eval_cer");
    EXPECT_EQ(match.metric(), "eval_exact_match");
    for (auto* tracker : {&loss, &cer, &match}) {
        EXPECT_TRUE(tracker->update(1, 0.5, true));
        EXPECT_EQ(tracker->update(2, 0.4, true), tracker != &match);
        EXPECT_EQ(tracker->update(3, 0.6, true), tracker == &match);
        EXPECT_EQ(tracker->best()->step, tracker == &match ? 3 : 2);
    }
    auto turned = following("cer");
    turned.greaterIsBetter = true;
    BestTracker other(turned);
    other.update(1, 0.5, true);
    EXPECT_TRUE(other.update(2, 0.6, true));
}

TEST(BestTracker, PatienceCountsEvaluationsWithoutAGain) {
    auto options = following("eval_loss", 3);
    options.earlyStoppingThreshold = 0.1;
    BestTracker tracker(options);
    tracker.update(1, 1.0, true);
    EXPECT_TRUE(tracker.update(2, 0.95, true));  // the best, but by too little
    EXPECT_EQ(tracker.worse(), 1);
    EXPECT_FALSE(tracker.update(3, NAN, true));
    EXPECT_FALSE(tracker.update(4, 2, false));  // asked for in between
    EXPECT_EQ(tracker.worse(), 2);
    EXPECT_TRUE(tracker.update(5, 0.8, true));
    EXPECT_EQ(tracker.worse(), 0);
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(tracker.exhausted());
        tracker.update(6 + i, 0.9, true);
    }
    EXPECT_TRUE(tracker.exhausted());

    const Json state = parseJson(tracker.state().dump(), "state");
    BestTracker again(options), patient(following("eval_loss", 5)), other(following("cer", 3));
    again.restore(state, "state");
    EXPECT_TRUE(again.exhausted());
    EXPECT_EQ(again.best()->value, 0.8);
    patient.restore(state, "state");
    EXPECT_FALSE(patient.exhausted());
    other.restore(state, "state");
    EXPECT_FALSE(other.best() || other.exhausted()) << "the best by another metric";
}

TEST(BestTracker, RefusesWhatCannotBeFollowed) {
    EXPECT_THROW(BestTracker(following("eval_nothing")), Error);
    auto options = following("cer");
    options.predictWithGenerate = false;
    EXPECT_THROW(BestTracker tracker(options), Error);
    options.bestMetric = "eval_loss";
    EXPECT_NO_THROW(BestTracker tracker(options));
}

}  // namespace
}  // namespace atelier::training
