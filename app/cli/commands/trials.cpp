#include "commands/trials.h"

#include "output.h"
#include "protocol/sweep_state.h"

#include <vector>

namespace atelier::cli {

std::string trialsTable(const protocol::SweepState& state) {
    std::vector<std::vector<std::string>> rows{{"trial"}};
    if (!state.trials.empty())
        for (const auto& [key, _] : state.trials.front().values)
            rows[0].push_back(key);
    rows[0].insert(rows[0].end(), {"steps", state.metric, "state"});
    for (std::size_t i = 0; i < state.trials.size(); ++i) {
        const auto& trial = state.trials[i];
        rows.push_back({trial.run});
        for (const auto& [_, text] : trial.values)
            rows.back().push_back(text);
        rows.back().insert(rows.back().end(),
                           {std::to_string(trial.steps), trial.figure() ? numberText(*trial.figure()) : "",
                            std::string(protocol::nameOf(trial.state)) + (state.best == i ? ", best" : "")});
    }
    return table(rows, Align::Left);
}

}  // namespace atelier::cli
