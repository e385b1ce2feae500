#include "runs/choose_run.h"

#include "common/error.h"

#include <ctime>
#include <system_error>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

std::string freshName(const fs::path& runs, const std::string& method) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    const std::string name = method + "-" + stamp;
    std::string unique = name;
    for (int i = 2; fs::exists(runs / unique); ++i)
        unique = name + "-" + std::to_string(i);
    return unique;
}

}  // namespace

RunFolder chooseRun(const RunChoice& choice) {
    const fs::path runs = choice.project / "runs";
    if (choice.resume) return RunFolder(findStartedRun(runs, choice.name.empty() ? "last" : choice.name));
    const std::string name = choice.name.empty() ? freshName(runs, choice.method) : choice.name;
    checkRunName(name);
    const RunFolder run(runs / name);
    if (fs::exists(run.recipe())) {
        if (!choice.overwrite)
            throw Error("a run of this name is there already", run.path().string(),
                        "resume it, take another name, or set overwrite_output_dir to replace it");
        if (run.running())
            throw Error("this run is being trained by another process", run.path().string(), "wait for it, or stop it");
    } else if (fs::exists(run.path()) && !fs::is_empty(run.path())) {
        throw Error("the folder is in use by something that is no run", run.path().string(), "take another name");
    }
    return run;
}

void beginRun(const RunFolder& run) {
    if (fs::exists(run.recipe())) fs::remove_all(run.path());
    std::error_code code;
    fs::create_directories(run.checkpoints(), code);
    if (code) throw Error::failure("cannot create: " + code.message(), run.path().string());
}

}  // namespace atelier::runs
