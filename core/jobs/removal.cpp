#include "jobs/removal.h"

#include "common/error.h"
#include "common/file.h"
#include "jobs/run_notes.h"
#include "jobs/run_parts.h"
#include "jobs/sweeps.h"
#include "training/run_folder.h"

#include <list>
#include <system_error>
#include <unistd.h>

namespace atelier::jobs {
namespace fs = std::filesystem;
namespace {

using Locks = std::list<training::RunLock>;

void refuseLink(const fs::path& folder) {
    std::error_code code;
    if (fs::is_symlink(folder, code))
        throw Error("this is a link to another folder, which is not removed", folder.string(),
                    "remove the link itself where it was made");
}

void lock(const fs::path& folder, Locks& locks) {
    const training::RunFolder run(folder);
    if (run.running()) throw Error("this is being trained", folder.string(), "stop it first");
    locks.emplace_back(run);
}

fs::path lockedRun(const fs::path& project, const std::string& name, Locks& locks) {
    if (name == "last") throw Error("which run goes must be said by its name", (project / "runs").string());
    const fs::path run = anyRun(project, name);
    refuseLink(run);
    lock(run, locks);
    if (const auto parts = readParts(run))
        for (const auto& part : parts->folders)
            if (pathExists(run / part)) lock(run / part, locks);
    return run;
}

std::vector<fs::path> lockedSweep(const fs::path& project, const std::string& name, bool withRuns, Locks& locks) {
    const SweepState sweep = readSweep(project, name);
    const fs::path folder = sweepFolder(project, name);
    refuseLink(folder);
    lock(folder, locks);
    std::vector<fs::path> folders;
    if (withRuns)
        for (const auto& trial : sweep.trials)
            if (pathExists(training::RunFolder(project / "runs" / trial.run).recipe()))
                folders.push_back(lockedRun(project, trial.run, locks));
    folders.push_back(folder);
    return folders;
}

// Under a name that is swept later: half a folder must not stay where it was.
void removeWhole(const fs::path& folder) {
    const fs::path doomed = folder.string() + ".tmp-" + std::to_string(::getpid());
    std::error_code code;
    fs::rename(folder, doomed, code);
    if (!code) fs::remove_all(doomed, code);
    if (code) throw Error::failure("cannot remove: " + code.message(), folder.string());
}

}  // namespace

fs::path freeRun(const fs::path& project, const std::string& name) {
    Locks locks;
    return lockedRun(project, name, locks);
}

std::vector<fs::path> freeSweep(const fs::path& project, const std::string& name, bool withRuns) {
    Locks locks;
    return lockedSweep(project, name, withRuns, locks);
}

void deleteRun(const fs::path& project, const std::string& name) {
    Locks locks;
    removeWhole(lockedRun(project, name, locks));
}

void deleteSweep(const fs::path& project, const std::string& name, bool withRuns) {
    Locks locks;
    for (const auto& folder : lockedSweep(project, name, withRuns, locks))
        removeWhole(folder);
}

}  // namespace atelier::jobs
