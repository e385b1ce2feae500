#include "protocol/sweep_state.h"

namespace atelier::protocol {

std::optional<std::size_t> bestTrial(const SweepState& state) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < state.trials.size(); ++i) {
        const auto& trial = state.trials[i];
        if (trial.rungs.empty() || trial.state == SweepState::Trial::State::Failed) continue;
        if (!best) {
            best = i;
            continue;
        }
        const auto& leader = state.trials[*best];
        const bool better = state.higherIsBetter ? trial.figure() > leader.figure() : trial.figure() < leader.figure();
        if (trial.rungs.size() > leader.rungs.size() || (trial.rungs.size() == leader.rungs.size() && better)) best = i;
    }
    return best;
}

// Whatever the file says: what it names must be there.
void SweepState::validate(const std::string&) {
    best = bestTrial(*this);
}

}  // namespace atelier::protocol
