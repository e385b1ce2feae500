#include "runs/waiting_runs.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "protocol/jobs/train.h"
#include "runs/run_folder.h"

#include <system_error>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

fs::path fileOf(const fs::path& project) {
    return project / "waiting_runs.json";
}

bool begun(const fs::path& project, const protocol::TrainRequest& run) {
    return !run.resume && pathExists(RunFolder(project / "runs" / run.run).recipe());
}

}  // namespace

std::vector<protocol::TrainRequest> readWaitingRuns(const fs::path& project) {
    const std::string where = fileOf(project).string();
    std::vector<protocol::TrainRequest> runs;
    if (!pathExists(where)) return runs;
    constexpr const char* kHint = "remove the file: what waited is queued by hand then";
    const Json json = readJson(where);
    if (!json.is_array()) throw Error("must be a list of trainings", where, kHint);
    for (const auto& one : json) {
        const protocol::Request request = protocol::requestFromJson(one, where);
        const auto* training = request.as<protocol::TrainRequest>();
        if (!training) throw Error("must be a list of trainings", where, kHint);
        protocol::TrainRequest run = *training;
        checkRunName(run.run, where);
        run.project = project;  // which may have been moved
        if (!begun(project, run)) runs.push_back(std::move(run));
    }
    return runs;
}

void writeWaitingRuns(const fs::path& project, const std::vector<protocol::TrainRequest>& runs) {
    if (!runs.empty()) {
        Json json = Json::array();
        for (const auto& run : runs)
            json.push_back(protocol::toJson(protocol::Request(run)));
        return writeFileAtomically(fileOf(project), json.dump(2) + "\n");
    }
    std::error_code code;
    fs::remove(fileOf(project), code);
    if (code) throw Error::failure("cannot remove: " + code.message(), fileOf(project).string());
}

}  // namespace atelier::runs
