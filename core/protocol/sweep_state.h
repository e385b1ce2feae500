#pragma once

#include "protocol/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::protocol {

/// How far a sweep is, and what its trials gave.
struct SweepState {
    struct Trial {
        enum class State {
            Waiting,  ///< not begun, or begun and not at the end of its rung
            Done,     ///< trained to its end
            Dropped,  ///< others were better at a rung
            Failed,
        };
        std::string run;
        std::vector<std::pair<std::string, std::string>> values;  ///< key and text
        State state = State::Waiting;
        std::int64_t steps = 0;
        std::vector<double> rungs;  ///< the metric at the end of each rung that it reached; without halving one
        std::string problem;        ///< why it failed

        std::optional<double> figure() const { return rungs.empty() ? std::nullopt : std::optional(rungs.back()); }

        static constexpr auto fields() {
            return std::tuple(field("run", &Trial::run), field("values", &Trial::values), field("state", &Trial::state),
                              field("steps", &Trial::steps), field("rungs", &Trial::rungs),
                              optionalField("problem", &Trial::problem));
        }
    };

    std::string name, method, metric;
    bool higherIsBetter = false;
    std::vector<Trial> trials;
    std::optional<std::size_t> best;  ///< of those that reached the last rung that any has reached

    static constexpr auto fields() {
        return std::tuple(field("name", &SweepState::name), field("method", &SweepState::method),
                          field("metric", &SweepState::metric),
                          namedBool("goal", &SweepState::higherIsBetter, "min", "max"),
                          optionalField("best", &SweepState::best), field("trials", &SweepState::trials));
    }
    void validate(const std::string& where);
};
constexpr auto valueNames(SweepState::Trial::State) {
    using State = SweepState::Trial::State;
    return ValueNames<State, 4>{
        {{State::Waiting, "waiting"}, {State::Done, "done"}, {State::Dropped, "dropped"}, {State::Failed, "failed"}}};
}

/// The trial with the best figure among those furthest on; nothing before one has a figure.
std::optional<std::size_t> bestTrial(const SweepState& state);

}  // namespace atelier::protocol
