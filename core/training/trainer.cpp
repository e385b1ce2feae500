#include "training/trainer.h"

#include "common/error.h"

#include <limits>

namespace atelier::training {

using protocol::Message;
using When = protocol::TrainingMetric::When;

namespace {

constexpr const char* kAfterEpoch = "after_epoch";

}  // namespace

TrainOutcome Trainer::run(protocol::Control& control) {
    const std::stop_token stop = control.stopToken();
    start(stop);
    while (!over()) {
        handleControl(control);
        if (stop.stop_requested()) interrupt();
        if (evaluationPending_) evaluate(stop, true);  // a stop came in between
        if (over()) break;
        if (stopAt_ > 0 && state_.step >= stopAt_) interrupt();
        step();
        if (logsNow()) log();
        evaluationPending_ = evaluatesNow();
        if (evaluationPending_) evaluate(stop, true);
        if (savesNow()) save();
    }
    if (settings_.evaluate != TrainSettings::Evaluate::Never && evaluatedStep_ != state_.step) evaluate(stop, true);
    return finish();
}

// --- the moments ---

void Trainer::start(std::stop_token stop) {
    checkpointer_.checkDisk();
    for (const auto& component : components_)
        component->start();
    askReference(true, stop);
    phase("training");
    clock_.start(elapsedBefore_);
    if (state_.step < state_.totalSteps) loader_.start();
}

void Trainer::askReference(bool withValidation, std::stop_token stop) {
    if (reference_) reference_->prepare(loader_.samplesIn(state_.totalSteps), withValidation, stop);
}

void Trainer::step() {
    const Sampler::Step samples = loader_.take();
    const auto counts = runner_->run(samples, state_.step + 1, rate_->at(state_.step));
    ++state_.step;
    state_.tokens += counts.tokens;
    state_.epoch = samples.epochAfter;
    epochOfStep_ = samples.epoch;
    for (const std::string& skipped : loader_.skippedSamples())
        say(Message::Level::Warning, skipped);
    if (runner_->due() || logsNow()) settle();
    events_(protocol::Progress{state_.step, state_.totalSteps, secondsLeft()});
}

// Waits for the device, where results are still on it.
void Trainer::settle() {
    for (const auto& result : runner_->results())
        for (const auto& component : components_)
            component->afterStep(result);
}

void Trainer::log() {
    publish(recordNow(When::Logging));
}

// Nothing is reported or logged before all of it is there: a resumed run repeats an evaluation that was cut short.
void Trainer::evaluate(std::stop_token stop, bool due) {
    if (!evaluator_->possible()) {
        if (!due) say(Message::Level::Warning, "there are no validation samples to evaluate");
        return;
    }
    settle();
    const auto evaluation = [&] {
        const RunClock::Aside aside(clock_);
        const ShownWeights shown(components_);
        return evaluator_->evaluate(state_.step, due, stop);
    }();
    phase("training");
    if (!evaluation) return;  // run() saves and ends
    evaluatedStep_ = state_.step;
    evaluationPending_ = false;
    if (evaluation->loss) state_.evalLoss = evaluation->loss;
    for (const auto& component : components_)
        component->evaluated(*evaluation);
    if (!evaluation->figures.empty()) {
        auto record = recordNow(When::Evaluation);
        for (const auto& [name, value] : evaluation->figures)
            record.set(name, value);
        if (evaluation->loss) {
            record.set("eval_runtime", evaluation->seconds);
            record.set("eval_samples_per_second", evaluation->samplesPerSecond);
        }
        publish(std::move(record));
    }
    show(evaluation->watched);

    // A checkpoint of this step that is there already knows nothing of what was found.
    bool outdated = savedStep_ == state_.step;
    if (outdated) savedStep_ = -1;
    for (const auto& component : components_)
        outdated |= component->takeSaveRequest();
    if (outdated) save();
}

void Trainer::save() {
    if (savedStep_ == state_.step) return;
    settle();
    phase("saving");
    {
        const RunClock::Aside aside(clock_);
        checkpointer_.save(state_.step, progress(), log_->trainerState(), settings_.saveTotalLimit);
        savedStep_ = state_.step;
        events_(protocol::CheckpointSaved{state_.step, checkpointer_.folder(state_.step).string()});
    }
    phase("training");
}

TrainOutcome Trainer::finish() {
    save();
    const std::string ended = endedBy();
    if (ended == kAfterEpoch) say(Message::Level::Info, "ended after the epoch, as asked");
    for (const std::string& trouble : loader_.troubles())
        say(Message::Level::Warning, trouble);
    for (const auto& component : components_)
        component->end(ended);
    return {state_.step, losses_->mean(), state_.evalLoss};
}

void Trainer::interrupt() {
    save();
    throw Error::interrupted(
        "stopped after step " + std::to_string(state_.step) + " of " + std::to_string(state_.totalSteps),
        checkpointer_.run().path().string(), "its checkpoint is saved; resume to go on");
}

double Trainer::tryStep(double rate) {
    if (state_.step == 0) askReference(false, {});
    loader_.start();
    runner_->run(loader_.take(), ++state_.step, rate);
    const StepResult result = runner_->results().back();
    return result.applied ? result.loss : std::numeric_limits<double>::quiet_NaN();
}

// --- when ---

bool Trainer::over() const {
    return state_.step >= state_.totalSteps || !endedBy().empty();
}

// Why the training ends before its last step; empty: it does not.
std::string Trainer::endedBy() const {
    if (state_.step >= state_.totalSteps) return {};
    for (const auto& component : components_)
        if (auto why = component->endRequest(); !why.empty()) return why;
    return endAfterEpoch_ && state_.step > 0 && loader_.endsEpoch(epochOfStep_) ? kAfterEpoch : "";
}

bool Trainer::logsNow() const {
    return state_.step % settings_.loggingSteps == 0 || state_.step == state_.totalSteps;
}

bool Trainer::evaluatesNow() const {
    switch (settings_.evaluate) {
        case TrainSettings::Evaluate::EverySteps:
            return state_.step % settings_.evaluateEvery == 0;
        case TrainSettings::Evaluate::EveryEpoch:
            return loader_.endsEpoch(epochOfStep_);
        case TrainSettings::Evaluate::Never:
            break;
    }
    return false;
}

bool Trainer::savesNow() const {
    return state_.step % settings_.saveSteps == 0;
}

// --- reports ---

protocol::MetricRecord Trainer::recordNow(When when) const {
    protocol::MetricRecord record;
    record.step = state_.step;
    record.when = when;
    record.epoch = state_.epoch;
    record.elapsed = clock_.elapsed();
    record.remaining = secondsLeft();
    record.tokens = state_.tokens;
    return record;
}

// Every component adds what it has; then the record goes to the log and its readers, and out as an event.
void Trainer::publish(protocol::MetricRecord record) {
    for (const auto& component : components_)
        component->collect(record);
    for (const auto& component : components_)
        component->logged(record);
    events_(protocol::toEvent(record));
}

double Trainer::secondsLeft() const {
    if (state_.step == 0) return -1;
    return clock_.elapsed() / static_cast<double>(state_.step) * static_cast<double>(state_.totalSteps - state_.step);
}

void Trainer::show(const std::vector<protocol::SampleAnswer>& answers) const {
    for (const auto& answer : answers) {
        log_->add(answer);
        events_(answer);
    }
}

void Trainer::say(Message::Level level, const std::string& text) const {
    events_(Message{level, text});
}

}  // namespace atelier::training
