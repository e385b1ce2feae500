#pragma once

#include "common/json.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The sweeps of a project, as their files tell: PROJECT/sweeps/NAME holds sweep.yaml and recipe.yaml as they were when
/// it was started, state.json, and best.yaml once a trial has a figure. The trials are runs of the project.
namespace atelier::jobs {

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
    };

    std::string name, method, metric;
    bool higherIsBetter = false;
    std::vector<Trial> trials;
    std::optional<std::size_t> best;  ///< of those that reached the last rung that any has reached
};

std::filesystem::path sweepFolder(const std::filesystem::path& project, const std::string& name);
/// Newest first. A folder whose state cannot be read is left out.
std::vector<SweepState> listSweeps(const std::filesystem::path& project);
SweepState readSweep(const std::filesystem::path& project, const std::string& name);
void writeSweep(const std::filesystem::path& project, const SweepState& state);

/// The trial with the best figure among those furthest on; nothing before one has a figure.
std::optional<std::size_t> bestTrial(const SweepState& state);
/// "waiting", "done", "dropped", "failed"
const char* stateName(SweepState::Trial::State state);

Json toJson(const SweepState& state);
/// Throws Error naming `where` and the key.
SweepState sweepFromJson(const Json& json, const std::string& where);

}  // namespace atelier::jobs
