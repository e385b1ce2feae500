#include "training/trainer.h"

#include <algorithm>
#include <cstdio>

namespace atelier::training {

using protocol::Message;

// Does what is asked and pauses. Time that is spent here belongs to no step.
void Trainer::handleControl(protocol::Control& control) {
    handleCommands(control);
    if (!control.pauseRequested() || control.stopRequested()) return;
    RunClock::Pause pause(clock_);
    events_(protocol::StateChanged{protocol::State::Paused, {}});
    while (control.pauseRequested() && !control.stopRequested()) {
        handleCommands(control);
        control.waitWhilePaused();
    }
    if (!control.stopRequested()) events_(protocol::StateChanged{protocol::State::Running, {}});
}

void Trainer::handleCommands(protocol::Control& control) {
    for (const auto& change : control.takeRateChanges())
        changeRate(change);
    if (control.take(protocol::Command::EndEpoch)) {
        endAfterEpoch_ = true;
        say(Message::Level::Info, "this epoch is the last one");
    }
    if (control.take(protocol::Command::Evaluate)) evaluate(control.stopToken(), false);
    if (control.take(protocol::Command::Answer)) answer(control.stopToken());
    if (control.take(protocol::Command::Save)) saveAsAsked();
}

void Trainer::changeRate(const protocol::RateChange& change) {
    if (!rate_->change(change)) return;
    // A checkpoint of this step goes on with the old one.
    if (savedStep_ == state_.step) savedStep_ = -1;
    char text[64];
    std::snprintf(text, sizeof text, "%.6g", rate_->base());
    say(Message::Level::Info, "learning rate from step " + std::to_string(state_.step + 1) +
                                  " on: the schedule's shape at " + text + " instead of the recipe's");
}

void Trainer::answer(std::stop_token stop) {
    if (!evaluator_->askable()) return say(Message::Level::Warning, "there are no samples to ask");
    settle();
    const RunClock::Aside aside(clock_);
    const ShownWeights shown(components_);
    show(evaluator_->watched(std::max(settings_.sampleAnswers, kAnswersOnDemand), state_.step, stop));
    phase("training");
}

// A requested save is always reported, even where nothing has changed since the last checkpoint.
void Trainer::saveAsAsked() {
    if (savedStep_ == state_.step)
        events_(protocol::CheckpointSaved{state_.step, checkpointer_.folder(state_.step).string()});
    else
        save();
}

}  // namespace atelier::training
