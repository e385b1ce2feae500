#pragma once

#include "protocol/control.h"
#include "runs/run_folder.h"
#include "training/best_tracker.h"
#include "training/checkpoint.h"
#include "training/curriculum.h"
#include "training/diagnosis.h"
#include "training/evaluator.h"
#include "training/loss_scale.h"
#include "training/options.h"
#include "training/prefetcher.h"
#include "training/report.h"
#include "training/sampler.h"
#include "training/schedule.h"
#include "training/subject.h"
#include "training/weight_average.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>

namespace atelier::training {

/// What makes a checkpoint belong to a run.
struct Identity {
    std::map<std::string, std::string> options;  ///< key -> value, of every option that changes what is learnt
    std::string data;                            ///< hash of the samples
};

struct TrainOutcome {
    std::int64_t steps = 0;
    double trainLoss = 0;            ///< mean over all steps
    std::optional<double> evalLoss;  ///< of the result
};

/// A training run on one device. Everything that decides the result is saved with a checkpoint: a run that was killed
/// and resumed ends with the same bytes as one that was not (on a CPU, with the same number of threads).
class Trainer {
public:
    Trainer(const TrainOptions& options, Subject subject, Feed feed, Identity identity, runs::RunFolder run,
            protocol::EventSink events);
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;

    std::int64_t totalSteps() const { return totalSteps_; }

    /// Goes on from the newest whole checkpoint; false when there is none. Throws Error naming what differs when it
    /// belongs to another recipe or other data.
    bool resume();

    /// Starts from the trained values of another run's checkpoint, at step 0; with its optimizer's state where that is
    /// wished. Throws Error naming the tensor when something else was trained there.
    void startFrom(const std::filesystem::path& checkpoint, bool withOptimizer);

    /// run() ends after this step as when it is stopped there; 0: never.
    void stopAt(std::int64_t step) { stopAt_ = step; }

    /// Trains to the end; with load_best_model_at_end the parameters are then those of the best evaluation. Between two
    /// steps it does what `control` asks: pauses, saves, evaluates, answers, changes the learning rate, ends after the
    /// epoch, or saves and stops with Error (Interrupted). Throws Error (Failure) when the disk is full (the last
    /// checkpoint stays) and after kBadStepsInARow steps without a finite loss and gradient.
    TrainOutcome run(protocol::Control& control);

    /// One step at `rate` with the next samples, of which no schedule, log or checkpoint knows, for a search of the
    /// rate. Its loss is that before the step; not finite: nothing was changed.
    double tryStep(double rate);

    static constexpr int kBadStepsInARow = 5;
    static constexpr std::int64_t kAnswersOnDemand = 4;  ///< where the recipe asks for none

private:
    using Clock = std::chrono::steady_clock;
    struct StepResult {
        double loss = 0, gradNorm = 0, rate = 0;
        std::int64_t targets = 0;
        bool applied = true;
        bool overflow = false;  ///< of fp16: nothing is wrong but the factor of the loss
    };
    struct Gradient {
        torch::Tensor loss;  ///< summed, on the device
        std::int64_t targets = 0, tokens = 0, samples = 0;
    };

    // trainer.cpp: the recipe, and the order of samples
    [[noreturn]] void endHere();
    bool over() const;
    bool epochEnded() const;
    void handleControl(protocol::Control& control);
    void handleCommands(protocol::Control& control);
    void changeRate(const protocol::RateChange& change);
    StepResult trainStep(const Sampler::Step& step, double rate);
    Gradient accumulate(const Sampler::Step& step);
    void addAuxiliaryLoss(std::int64_t targets);
    Gradient accumulateHalving(const Sampler::Step& step);
    std::vector<std::int64_t> piecesOf(const Sampler::Step& step) const;
    void clearGradients();
    void plan();
    Sampler::Step takePlanned();
    void finish();

    // trainer_accounts.cpp: what is counted and told
    void account(const StepResult& result, const Sampler::Step& step);
    void log(const StepResult& result);
    void write(const runs::TrainLog::Entry& entry);
    void report();
    runs::TrainLog::Entry entryNow() const;
    double elapsed() const;
    double secondsLeft() const;
    void say(protocol::Message::Level level, const std::string& text, const std::string& code = {}) const;
    void say(const std::optional<Diagnosis::Finding>& finding) const;
    void phase(const std::string& name) const;

    // trainer_evaluation.cpp
    bool evaluationDue(const Sampler::Step& step) const;
    void evaluate(std::stop_token stop, bool due);
    void answerNow(std::stop_token stop);
    void tell(const std::vector<protocol::SampleAnswer>& answers);
    WeightAverage* average() { return average_ ? &*average_ : nullptr; }
    void takeBest();

    // trainer_checkpoint.cpp
    void checkDisk() const;
    void saveNow();
    void save();
    Json progress() const;
    void restoreProgress(const Json& progress, const std::string& where);

    TrainOptions options_;
    Subject subject_;
    Feed feed_;
    Identity identity_;
    runs::RunFolder run_;
    protocol::EventSink events_;

    Sampler sampler_;
    Curriculum curriculum_;
    std::int64_t totalSteps_;
    Schedule schedule_;
    runs::TrainLog log_;
    std::vector<std::unique_ptr<Report>> reports_;
    std::unique_ptr<Optimizer> optimizer_;
    std::vector<std::pair<std::string, double>> rateGroups_;  // for the log
    std::optional<WeightAverage> average_;
    std::unique_ptr<Prefetcher> prefetcher_;
    Evaluator evaluator_;
    BestTracker best_;
    Diagnosis diagnosis_;
    LossScale lossScale_;
    std::deque<Sampler::Step> planned_;  // decided, and being read
    std::int64_t plannedSteps_ = 0;      // number of the last planned step
    std::int64_t microBatch_;            // most samples that are computed at once

    std::int64_t stopAt_ = 0;

    // Counters; all but those of the throughput are part of a checkpoint.
    std::int64_t step_ = 0, tokens_ = 0, savedStep_ = -1, evaluatedStep_ = -1;
    std::int64_t epochOfStep_ = 0;
    double epoch_ = 0, elapsedBefore_ = 0, rateFactor_ = 1;
    double lossSinceLog_ = 0, lossInAll_ = 0;
    std::int64_t stepsSinceLog_ = 0, stepsInAll_ = 0, badSteps_ = 0, badInARow_ = 0, skippedSamples_ = 0;
    std::optional<double> evalLoss_;
    bool evaluationPending_ = false, endAfterEpoch_ = false;
    Clock::time_point started_ = Clock::now(), lastLog_ = started_;
    std::int64_t tokensSinceLog_ = 0, samplesSinceLog_ = 0;
};

}  // namespace atelier::training
