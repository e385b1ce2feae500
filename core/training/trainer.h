#pragma once

#include "protocol/control.h"
#include "runs/run_folder.h"
#include "training/checkpointer.h"
#include "training/communicator.h"
#include "training/component.h"
#include "training/components/learning_rate.h"
#include "training/components/loss_meter.h"
#include "training/components/run_log.h"
#include "training/components/skipped_steps.h"
#include "training/data_loader.h"
#include "training/evaluator.h"
#include "training/loss_scale.h"
#include "training/model_under_training.h"
#include "training/objectives/objective.h"
#include "training/objectives/reference_model.h"
#include "training/run_clock.h"
#include "training/step_runner.h"
#include "training/train_settings.h"
#include "training/training_data.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace atelier::training {

struct TrainOutcome {
    std::int64_t steps = 0;
    double trainLoss = 0;            ///< mean over all steps
    std::optional<double> evalLoss;  ///< of the result
};

/// How the processes of a training work together, and what tests change of it.
struct TrainerSetup {
    std::shared_ptr<Communicator> communicator = std::make_shared<SingleProcess>();
    bool deferResults = false;  ///< read results of steps late on a CPU too, as on a graphics card
};

/// A training run on one device, as one rank of its communicator. Everything that decides the result is saved with a
/// checkpoint: a run that was killed and resumed ends with the same bytes as one that was not (on a CPU, with the same
/// number of threads).
class Trainer {
public:
    /// Throws Error for settings that do not fit the data.
    Trainer(const TrainSettings& settings, ModelUnderTraining model, TrainingData data, Identity identity,
            runs::RunFolder run, protocol::EventSink events, TrainerSetup setup = {});
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;

    std::int64_t totalSteps() const { return state_.totalSteps; }

    /// Goes on from the newest whole checkpoint; false when there is none. Throws Error naming what differs when it
    /// belongs to another recipe or other data.
    bool resume();

    /// Starts from the trained values of another run's checkpoint, at step 0; with its optimizer's state where that is
    /// wished. Throws Error naming the tensor when something else was trained there.
    void startFrom(const std::filesystem::path& checkpoint, bool withOptimizer) {
        checkpointer_.startFrom(checkpoint, withOptimizer);
    }

    /// run() ends after this step as when it is stopped there; 0: never.
    void stopAt(std::int64_t step) { stopAt_ = step; }

    /// Trains to the end; with load_best_model_at_end the parameters are then those of the best evaluation. Between two
    /// steps it does what `control` asks: pauses, saves, evaluates, answers, changes the learning rate, ends after the
    /// epoch, or saves and stops with Error (Interrupted). Throws Error (Failure) when the disk is full (the last
    /// checkpoint stays) and after SkippedSteps::kMostInARow steps without a finite loss and gradient.
    TrainOutcome run(protocol::Control& control);

    /// One step at `rate` with the next samples, of which no schedule, log or checkpoint knows, for a search of the
    /// rate. Its loss is that before the step; not finite: nothing was changed.
    double tryStep(double rate);

    static constexpr std::int64_t kAnswersOnDemand = 4;  ///< where the recipe asks for none

private:
    // trainer_setup.cpp
    void addComponents(const Identity& identity, const runs::RunFolder& run);
    template <class T, class... Arguments>
    T& add(Arguments&&... arguments);
    Json progress() const;
    void restoreProgress(const Json& progress, const std::string& where);

    // trainer.cpp: the moments of a training
    void start(std::stop_token stop);
    void step();
    void settle();
    void log();
    void askReference(bool withValidation, std::stop_token stop);
    void evaluate(std::stop_token stop, bool due);
    void save();
    TrainOutcome finish();

    bool over() const;
    std::string endedBy() const;
    bool logsNow() const;
    bool evaluatesNow() const;
    bool savesNow() const;
    [[noreturn]] void interrupt();
    protocol::MetricRecord recordNow(protocol::TrainingMetric::When when) const;
    void publish(protocol::MetricRecord record);
    double secondsLeft() const;
    void show(const std::vector<protocol::SampleAnswer>& answers) const;
    void say(protocol::Message::Level level, const std::string& text) const;
    void phase(const std::string& name) const { events_(protocol::PhaseChanged{name}); }

    // trainer_commands.cpp: what is asked between two steps
    void handleControl(protocol::Control& control);
    void handleCommands(protocol::Control& control);
    void changeRate(const protocol::RateChange& change);
    void answer(std::stop_token stop);
    void saveAsAsked();

    const TrainSettings settings_;
    ModelUnderTraining model_;
    const TrainingData data_;
    std::shared_ptr<Communicator> communicator_;
    protocol::EventSink events_;  // silent on ranks that do not write

    std::unique_ptr<Objective> objective_;
    DataLoader loader_;
    TrainerState state_;
    RunClock clock_;
    std::unique_ptr<Optimizer> optimizer_;
    Components components_;
    Checkpointer checkpointer_;
    // Of the components, those that the loop itself asks.
    LossScale* lossScale_ = nullptr;
    LossMeter* losses_ = nullptr;
    LearningRate* rate_ = nullptr;
    RunLog* log_ = nullptr;
    ReferenceModel* reference_ = nullptr;  // of an objective that compares with one
    std::optional<Evaluator> evaluator_;
    std::optional<StepRunner> runner_;

    std::int64_t stopAt_ = 0, epochOfStep_ = 0, savedStep_ = -1, evaluatedStep_ = -1;
    double elapsedBefore_ = 0;  // seconds, in earlier processes
    bool evaluationPending_ = false, endAfterEpoch_ = false;
};

}  // namespace atelier::training
