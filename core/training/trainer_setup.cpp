#include "common/error.h"
#include "training/checkpoint.h"
#include "training/components/answer_curriculum.h"
#include "training/components/best_checkpoint.h"
#include "training/components/diagnosis_messages.h"
#include "training/components/learning_check.h"
#include "training/components/memory_meter.h"
#include "training/components/method_hooks.h"
#include "training/components/objective_meter.h"
#include "training/components/speed_meter.h"
#include "training/trainer.h"
#include "training/weight_average.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::training {
namespace {

protocol::EventSink onlyIf(bool writes, protocol::EventSink events) {
    if (writes) return events;
    return [](const protocol::Event&) {};
}

}  // namespace

Trainer::Trainer(const TrainSettings& settings, ModelUnderTraining model, TrainingData data, Identity identity,
                 runs::RunFolder run, protocol::EventSink events, TrainerSetup setup)
    : settings_(settings),
      model_(std::move(model)),
      data_(std::move(data)),
      communicator_(std::move(setup.communicator)),
      events_(onlyIf(communicator_->writes(), std::move(events))),
      objective_(makeObjective(settings_)),
      loader_(settings_, data_, *communicator_),
      optimizer_(makeOptimizer(model_.parameters, settings_)),
      checkpointer_(run, identity, model_, *optimizer_, components_, *communicator_) {
    settings_.check(data_.validation.size > 0);
    state_.totalSteps = loader_.totalSteps();
    addComponents(identity, run);
    evaluator_.emplace(settings_, model_, data_, *communicator_, events_, *objective_,
                       reference_ ? reference_->ofValidation() : Reference());
    runner_.emplace(settings_, model_, loader_, *optimizer_, *lossScale_, components_, *communicator_, events_,
                    *objective_, reference_ ? reference_->ofTraining() : Reference(), setup.deferResults);
    // All ranks begin with the same weights; dropout differs among them.
    std::vector<torch::Tensor> parameters;
    for (const auto& parameter : model_.parameters)
        parameters.push_back(parameter.tensor.detach());
    communicator_->broadcast(parameters);
    torch::manual_seed(static_cast<std::uint64_t>(settings_.seed + communicator_->rank()));
}

template <class T, class... Arguments>
T& Trainer::add(Arguments&&... arguments) {
    auto component = std::make_unique<T>(std::forward<Arguments>(arguments)...);
    T& added = *component;
    components_.push_back(std::move(component));
    return added;
}

// In the order in which they act: what is said of a step comes before it counts, the best checkpoint is loaded before
// the average becomes the result.
void Trainer::addComponents(const Identity& identity, const runs::RunFolder& run) {
    lossScale_ = &add<LossScale>(settings_.fp16);
    log_ = &add<RunLog>(settings_, run, identity.options, state_, clock_, *communicator_);
    rate_ = &add<LearningRate>(settings_, state_.totalSteps, model_.parameters);
    add<BestCheckpoint>(settings_, state_, *log_, checkpointer_, events_);
    add<DiagnosisMessages>(settings_, state_.totalSteps, events_);
    add<LearningCheck>(model_.parameters, state_.totalSteps, events_);
    add<SkippedSteps>(*lossScale_, run.path().string(), events_);
    losses_ = &add<LossMeter>();
    add<ObjectiveMeter>(*objective_);
    if (settings_.objective.compares())
        reference_ = &add<ReferenceModel>(settings_, model_, data_, *objective_, events_);
    add<AnswerCurriculum>(settings_, *std::max_element(data_.answerLengths.begin(), data_.answerLengths.end()), loader_,
                          events_);
    add<SpeedMeter>(clock_);
    add<MemoryMeter>(model_.device);
    if (model_.adapter) add<MethodHooks>(model_, state_.totalSteps);
    if (settings_.optimization.emaDecay) add<WeightAverage>(model_.parameters, *settings_.optimization.emaDecay);
}

bool Trainer::resume() {
    const auto found = checkpointer_.find(state_.totalSteps);
    if (!found) {
        log_->resume(Json::object(), 0);  // the logged steps are repeated
        return false;
    }
    const std::string where = (found->folder / "progress.json").string();
    readCheckpoint(found->folder, [&] { restoreProgress(found->progress, where); });
    if (state_.step != found->step)
        throw Error("says that it is of step " + std::to_string(state_.step), where,
                    "remove " + found->folder.string() + " to resume from the checkpoint before it");
    log_->resume(found->trainerState, state_.step);
    for (const auto& name : checkpointer_.restore(*found))
        say(protocol::Message::Level::Warning,
            "the checkpoint has a state of \"" + name + "\", which this version does not know");
    savedStep_ = state_.step;
    const std::string place = std::to_string(state_.step) + " of " + std::to_string(state_.totalSteps);
    if (!found->longer.empty()) {
        endAfterEpoch_ = false;
        say(protocol::Message::Level::Info, "the run is made longer (" + found->longer +
                                                "); the learning rate follows the schedule of all " +
                                                std::to_string(state_.totalSteps) + " steps from here on");
    }
    if (state_.step >= state_.totalSteps)
        say(protocol::Message::Level::Info, "nothing was left to train: the run has ended at step " + place +
                                                "; a larger num_train_epochs or max_steps makes it longer");
    else
        say(protocol::Message::Level::Info, "going on after step " + place);
    return true;
}

Json Trainer::progress() const {
    Json progress{{"step", state_.step},
                  {"epoch", state_.epoch},
                  {"tokens", state_.tokens},
                  {"elapsed", clock_.elapsed()},
                  {"eval_loss", state_.evalLoss ? Json(*state_.evalLoss) : Json()},
                  {"evaluated_step", evaluatedStep_},
                  {"evaluation_pending", evaluationPending_},
                  {"epoch_of_step", epochOfStep_},
                  {"end_after_epoch", endAfterEpoch_}};
    progress.update(loader_.state());
    return progress;
}

void Trainer::restoreProgress(const Json& progress, const std::string& where) {
    state_.step = jsonAt<std::int64_t>(progress, "step", where);
    state_.epoch = jsonAt<double>(progress, "epoch", where);
    state_.tokens = jsonAt<std::int64_t>(progress, "tokens", where);
    elapsedBefore_ = jsonAt<double>(progress, "elapsed", where);
    if (const auto loss = progress.find("eval_loss"); loss != progress.end() && !loss->is_null())
        state_.evalLoss = jsonAt<double>(progress, "eval_loss", where);
    evaluatedStep_ = jsonAt<std::int64_t>(progress, "evaluated_step", where);
    evaluationPending_ = jsonAt<bool>(progress, "evaluation_pending", where);
    epochOfStep_ = jsonAt<std::int64_t>(progress, "epoch_of_step", where);
    endAfterEpoch_ = jsonAt<bool>(progress, "end_after_epoch", where);
    loader_.restore(progress, where);
}

}  // namespace atelier::training
