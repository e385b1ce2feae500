#include "jobs/waiting_runs.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "jobs/wire.h"
#include "training/run_folder.h"

#include <system_error>
#include <variant>

namespace atelier::jobs {
namespace fs = std::filesystem;
namespace {

fs::path fileOf(const fs::path& project) {
    return project / "waiting_runs.json";
}

bool begun(const fs::path& project, const TrainRequest& run) {
    return !run.resume && pathExists(training::RunFolder(project / "runs" / run.run).recipe());
}

}  // namespace

std::vector<TrainRequest> readWaitingRuns(const fs::path& project) {
    const std::string where = fileOf(project).string();
    std::vector<TrainRequest> runs;
    if (!pathExists(where)) return runs;
    constexpr const char* kHint = "remove the file: what waited is queued by hand then";
    const Json json = readJson(where);
    if (!json.is_array()) throw Error("must be a list of trainings", where, kHint);
    for (const auto& one : json) {
        Request request = requestFromJson(one, where);
        auto* run = std::get_if<TrainRequest>(&request);
        if (!run) throw Error("must be a list of trainings", where, kHint);
        training::checkRunName(run->run, where);
        run->project = project;  // which may have been moved
        if (!begun(project, *run)) runs.push_back(std::move(*run));
    }
    return runs;
}

void writeWaitingRuns(const fs::path& project, const std::vector<TrainRequest>& runs) {
    if (!runs.empty()) {
        Json json = Json::array();
        for (const auto& run : runs)
            json.push_back(toJson(Request(run)));
        return writeFileAtomically(fileOf(project), json.dump(2) + "\n");
    }
    std::error_code code;
    fs::remove(fileOf(project), code);
    if (code) throw Error::failure("cannot remove: " + code.message(), fileOf(project).string());
}

}  // namespace atelier::jobs
