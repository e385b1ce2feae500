#pragma once

#include "jobs/control.h"
#include "jobs/event.h"
#include "models/vision_language_model.h"
#include "training/checkpoint.h"
#include "training/curriculum.h"
#include "training/options.h"
#include "training/prefetcher.h"
#include "training/run_folder.h"
#include "training/sampler.h"
#include "training/schedule.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace atelier::training {

/// What is trained.
struct Subject {
    std::shared_ptr<models::VisionLanguageModel> model;
    torch::Device device = torch::kCPU;
    std::vector<Trained> parameters;        ///< leaves that require a gradient, on `device`
    bool wholeWeights = false;              ///< full and freeze: checkpoints hold weights, no adapter
    std::function<void(bool)> setTraining;  ///< dropout on or off
    /// Writes what other programs load (PEFT's adapter folder) into a checkpoint; empty for whole weights.
    std::function<void(const std::filesystem::path& folder)> saveAdapter;
};

/// What it learns from. `encode` must be callable from several threads.
struct Feed {
    struct Part {
        std::int64_t size = 0;
        Prefetcher::Encode encode;
        Prefetcher::Name name;
    };
    Part train, validation;
    /// Answers of the model as it is to the samples that are asked at each evaluation, their `step` left out; throws
    /// Error (Interrupted) when stopped. Empty: none are asked.
    std::function<std::vector<jobs::SampleAnswer>(std::stop_token stop)> answers;
    std::vector<std::int64_t> answerLengths;  ///< of the training samples, in characters
};

/// What makes a checkpoint belong to a run.
struct Identity {
    std::map<std::string, std::string> options;  ///< key -> value, of every option that changes what is learnt
    std::string data;                            ///< hash of the samples
};

struct TrainOutcome {
    std::int64_t steps = 0;
    double trainLoss = 0;  ///< mean over all steps
    std::optional<double> evalLoss;
};

/// A training run on one device. Everything that decides the result is saved with a checkpoint: a run that was killed
/// and resumed ends with the same bytes as one that was not (on a CPU, with the same number of threads).
class Trainer {
public:
    Trainer(const TrainOptions& options, Subject subject, Feed feed, Identity identity, RunFolder run,
            jobs::EventSink events);

    std::int64_t totalSteps() const { return totalSteps_; }

    /// Goes on from the newest whole checkpoint; false when there is none. Throws Error naming what differs when it
    /// belongs to another recipe or other data.
    bool resume();

    /// Starts from the trained values of another run's checkpoint, at step 0; with its optimizer's state where that is
    /// wished. Throws Error naming the tensor when something else was trained there.
    void startFrom(const std::filesystem::path& checkpoint, bool withOptimizer);

    /// run() ends after this step as when it is stopped there; 0: never.
    void stopAt(std::int64_t step) { stopAt_ = step; }

    /// Trains to the end. Between two steps it does what `control` asks: pauses, saves, or saves and stops with Error
    /// (Interrupted). Throws Error
    /// (Failure) when the disk is full (the last checkpoint stays) and after kBadStepsInARow steps without a finite
    /// loss and gradient.
    TrainOutcome run(jobs::Control& control);

    static constexpr int kBadStepsInARow = 5;

private:
    using Clock = std::chrono::steady_clock;
    struct StepResult {
        double loss = 0, gradNorm = 0, rate = 0;
        std::int64_t targets = 0;
        bool applied = true;
    };

    void checkDisk() const;
    [[noreturn]] void endHere();
    void plan();
    Sampler::Step takePlanned();
    StepResult trainStep(const Sampler::Step& step);
    struct Gradient {
        torch::Tensor loss;  ///< summed, on the device
        std::int64_t targets = 0, tokens = 0, samples = 0;
    };
    Gradient accumulate(const Sampler::Step& step);
    Gradient accumulateHalving(const Sampler::Step& step);
    void clearGradients();
    void account(const StepResult& result, const Sampler::Step& step);
    void log(const StepResult& result);
    void report();
    void evaluate(std::stop_token stop);
    std::optional<TrainLog::Entry> validationLoss(std::stop_token stop);
    std::vector<jobs::SampleAnswer> sampleAnswers(std::stop_token stop);
    void heed(jobs::Control& control);
    void saveNow();
    void save();
    bool evaluationDue(const Sampler::Step& step) const;
    double elapsed() const;
    double secondsLeft() const;
    void say(jobs::Message::Level level, const std::string& text) const;
    void phase(const std::string& name) const;

    TrainOptions options_;
    Subject subject_;
    Feed feed_;
    Identity identity_;
    RunFolder run_;
    jobs::EventSink events_;

    Sampler sampler_;
    Curriculum curriculum_;
    std::int64_t totalSteps_;
    Schedule schedule_;
    TrainLog log_;
    std::unique_ptr<Optimizer> optimizer_;
    std::unique_ptr<Prefetcher> prefetcher_;
    std::deque<Sampler::Step> planned_;  // decided, and being read
    std::int64_t plannedSteps_ = 0;      // number of the last planned step
    std::int64_t microBatch_;

    std::int64_t stopAt_ = 0;

    // Counters; all but those of the throughput are part of a checkpoint.
    std::int64_t step_ = 0, tokens_ = 0, savedStep_ = -1, evaluatedStep_ = -1;
    double epoch_ = 0, elapsedBefore_ = 0;
    double lossSinceLog_ = 0, lossInAll_ = 0;
    std::int64_t stepsSinceLog_ = 0, stepsInAll_ = 0, badSteps_ = 0, badInARow_ = 0, skippedSamples_ = 0;
    std::optional<double> evalLoss_;
    bool evaluationPending_ = false;
    Clock::time_point started_ = Clock::now(), lastLog_ = started_;
    std::int64_t tokensSinceLog_ = 0, samplesSinceLog_ = 0;
};

}  // namespace atelier::training
