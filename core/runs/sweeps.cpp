#include "runs/sweeps.h"

#include "common/error.h"
#include "common/file.h"
#include "protocol/sweep_state.h"
#include "runs/run_folder.h"

#include <algorithm>
#include <system_error>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

fs::path stateFile(const fs::path& project, const std::string& name) {
    return sweepFolder(project, name) / "state.json";
}

}  // namespace

fs::path sweepFolder(const fs::path& project, const std::string& name) {
    checkRunName(name, (project / "sweeps").string());
    return project / "sweeps" / name;
}

protocol::SweepState readSweep(const fs::path& project, const std::string& name) {
    const fs::path file = stateFile(project, name);
    if (!pathExists(file)) throw Error("there is no sweep \"" + name + "\"", (project / "sweeps").string());
    auto sweep = protocol::fromJson<protocol::SweepState>(readJson(file), file.string());
    for (const auto& trial : sweep.trials)
        checkRunName(trial.run, file.string());
    return sweep;
}

void writeSweep(const fs::path& project, const protocol::SweepState& state) {
    writeFileAtomically(stateFile(project, state.name), toJson(state).dump(2) + "\n");
}

std::vector<protocol::SweepState> listSweeps(const fs::path& project) {
    std::vector<std::pair<fs::file_time_type, protocol::SweepState>> found;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(project / "sweeps", code)) {
        const std::string name = entry.path().filename().string();
        if (!pathExists(entry.path() / "state.json")) continue;
        try {
            found.emplace_back(fs::last_write_time(entry.path() / "state.json", code), readSweep(project, name));
        } catch (const Error&) {
            continue;
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second.name < b.second.name;
    });
    std::vector<protocol::SweepState> all;
    for (auto& [_, state] : found)
        all.push_back(std::move(state));
    return all;
}

}  // namespace atelier::runs
