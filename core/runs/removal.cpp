#include "runs/removal.h"

#include "common/error.h"
#include "common/file.h"
#include "runs/run_folder.h"
#include "runs/run_notes.h"
#include "runs/run_parts.h"
#include "runs/sweeps.h"

#include <system_error>
#include <unistd.h>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

void refuseLink(const fs::path& folder) {
    std::error_code code;
    if (fs::is_symlink(folder, code))
        throw Error("this is a link to another folder, which is not removed", folder.string(),
                    "remove the link itself where it was made");
}

void mustRest(const fs::path& folder) {
    if (RunFolder(folder).running()) throw Error("this is being trained", folder.string(), "stop it first");
}

// Under a name that is swept later: half a folder must not stay where it was.
void removeWhole(const fs::path& folder) {
    const RunLock lock{RunFolder(folder)};
    const fs::path doomed = folder.string() + ".tmp-" + std::to_string(::getpid());
    std::error_code code;
    fs::rename(folder, doomed, code);
    if (!code) fs::remove_all(doomed, code);
    if (code) throw Error::failure("cannot remove: " + code.message(), folder.string());
}

}  // namespace

fs::path freeRun(const fs::path& project, const std::string& name) {
    if (name == "last") throw Error("which run goes must be said by its name", (project / "runs").string());
    const fs::path run = anyRun(project, name);
    refuseLink(run);
    mustRest(run);
    if (const auto parts = readParts(run))
        for (const auto& part : parts->folders)
            mustRest(run / part);
    return run;
}

std::vector<fs::path> freeSweep(const fs::path& project, const std::string& name, bool withRuns) {
    const protocol::SweepState sweep = readSweep(project, name);
    const fs::path folder = sweepFolder(project, name);
    refuseLink(folder);
    mustRest(folder);
    std::vector<fs::path> folders;
    if (withRuns)
        for (const auto& trial : sweep.trials)
            if (pathExists(RunFolder(project / "runs" / trial.run).recipe()))
                folders.push_back(freeRun(project, trial.run));
    folders.push_back(folder);
    return folders;
}

void deleteRun(const fs::path& project, const std::string& name) {
    removeWhole(freeRun(project, name));
}

void deleteSweep(const fs::path& project, const std::string& name, bool withRuns) {
    for (const auto& folder : freeSweep(project, name, withRuns))
        removeWhole(folder);
}

}  // namespace atelier::runs
