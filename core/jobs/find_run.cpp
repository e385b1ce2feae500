#include "jobs/find_run.h"

#include "common/error.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

namespace atelier::jobs {
namespace fs = std::filesystem;
namespace {

// When the result appeared; nothing without one.
std::optional<fs::file_time_type> resultTime(const fs::path& run) {
    std::optional<fs::file_time_type> newest;
    for (const char* file : {"adapter/adapter_config.json", "model/config.json"}) {
        std::error_code code;
        const auto time = fs::last_write_time(run / file, code);
        if (!code && (!newest || time > *newest)) newest = time;
    }
    return newest;
}

}  // namespace

fs::path findRun(const fs::path& project, const std::string& name) {
    const fs::path runs = project / "runs";
    if (name != "last" && fs::path(name).filename() != fs::path(name))
        throw Error("\"" + name + "\" is no name of a run", runs.string());
    std::vector<std::string> known;
    fs::path last;
    std::optional<fs::file_time_type> newest;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(runs, code)) {
        if (!entry.is_directory() || !fs::exists(entry.path() / "recipe.yaml")) continue;
        known.push_back(entry.path().filename().string());
        const auto time = resultTime(entry.path());
        if (time && (!newest || *time > *newest)) {
            newest = time;
            last = entry.path();
        }
    }
    std::sort(known.begin(), known.end());
    std::string list;
    for (const auto& one : known)
        list += (list.empty() ? "" : ", ") + one;
    if (name == "last") {
        if (newest) return last;
        throw Error("no finished run", runs.string(),
                    known.empty() ? "train one first: atelier train RECIPE --project " + project.string()
                                  : "not finished: " + list);
    }
    if (!std::binary_search(known.begin(), known.end(), name))
        throw Error("no run \"" + name + "\"", runs.string(),
                    known.empty() ? "there is none yet" : "there are: " + list);
    if (!resultTime(runs / name))
        throw Error("this run has no result yet", (runs / name).string(), "go on with it: atelier train ... --resume");
    return runs / name;
}

}  // namespace atelier::jobs
