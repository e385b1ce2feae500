#include "training/components/best_checkpoint.h"

namespace atelier::training {

using Level = protocol::Message::Level;

BestCheckpoint::BestCheckpoint(const TrainSettings& settings, TrainerState& state, RunLog& log,
                               Checkpointer& checkpointer, protocol::EventSink events)
    : loadsBest_(settings.loadBest),
      tracker_(settings),
      state_(state),
      log_(log),
      checkpointer_(checkpointer),
      events_(std::move(events)) {}

void BestCheckpoint::evaluated(const Evaluation& evaluation) {
    const auto followed = evaluation.figures.find(tracker_.metric());
    if (followed == evaluation.figures.end()) return;
    if (!tracker_.update(state_.step, followed->second, evaluation.due)) return;
    log_.setBest(state_.step, followed->second, loadsBest_);
    saveNow_ = loadsBest_;
}

std::optional<std::int64_t> BestCheckpoint::keptStep() const {
    return loadsBest_ && tracker_.best() ? std::optional(tracker_.best()->step) : std::nullopt;
}

// The parameters of the best evaluation become those of the result.
void BestCheckpoint::end(const std::string& ended) {
    if (!ended.empty() && tracker_.exhausted())
        events_(protocol::Message{Level::Info, "ended at step " + std::to_string(state_.step) + ": " +
                                                   std::to_string(tracker_.worse()) +
                                                   " evaluations in a row without a gain"});
    const auto best = keptStep();
    if (!best || *best == state_.step) return;
    if (!checkpointer_.has(*best)) {
        events_(protocol::Message{Level::Warning, "the checkpoint of the best evaluation is not there any more: " +
                                                      checkpointer_.folder(*best).string() +
                                                      "; the result is that of the last step"});
        return;
    }
    checkpointer_.restoreWeights(*best);
    state_.evalLoss = log_.evalLossAt(*best);
    events_(protocol::Message{Level::Info, "the result is the model of step " + std::to_string(*best) +
                                               ", the best by " + tracker_.metric()});
}

void BestCheckpoint::restore(const Json& state, const std::string& where) {
    tracker_.restore(state, where);
    if (const auto& best = tracker_.best()) log_.setBest(best->step, best->value, loadsBest_);
}

}  // namespace atelier::training
