#include "common/error.h"
#include "jobs/choose_run.h"
#include "jobs/run_parts.h"
#include "jobs/runs.h"
#include "jobs/train_run.h"

namespace atelier::jobs {
namespace {

void refuseOthers(const std::filesystem::path& part, const settings::Recipe& recipe) {
    const auto was = learntOptions(settings::Recipe::load(training::RunFolder(part).recipe()));
    std::string differs;
    for (const auto& [key, now] : learntOptions(recipe)) {
        // Where a part starts from is decided by the run itself.
        if (key == "model_name_or_path" || key == "adapter_name_or_path") continue;
        const auto before = was.find(key);
        if (before != was.end() && before->second != now)
            differs += (differs.empty() ? "" : "; ") + key + " was " + before->second + " and is " + now;
    }
    if (!differs.empty())
        throw Error("this part was trained with other options: " + differs, part.string(),
                    "resume with what it was started with, or start a new run");
}

}  // namespace

void beginParts(const TrainRequest& request, const training::RunFolder& run, const RunParts& parts,
                const std::vector<settings::Recipe>& recipes) {
    if (!request.resume) {
        beginRun(run);
        writeParts(run.path(), parts);
        request.recipe.save(run.recipe());
        return;
    }
    const auto begun = readParts(run.path());
    if (!begun || begun->folders != parts.folders || begun->titles != parts.titles)
        throw Error("the run does not have the parts that the recipe says", run.path().string(),
                    "resume with what it was started with, or start a new run");
    for (std::size_t i = 0; i < parts.folders.size(); ++i)
        if (const auto part = run.path() / parts.folders[i]; hasResult(part)) refuseOthers(part, recipes[i]);
}

TrainResult partResult(const std::filesystem::path& part) {
    TrainResult result;
    result.folder = part;
    result.steps = stepsDone(part);
    for (const auto& point : readTrainLog(part)) {
        if (point.loss) result.trainLoss = *point.loss;
        if (point.evalLoss) result.evalLoss = point.evalLoss;
    }
    return result;
}

}  // namespace atelier::jobs
