#include "common/error.h"
#include "engine/train_run.h"
#include "runs/choose_run.h"
#include "runs/run_parts.h"
#include "runs/runs.h"

namespace atelier::engine {
namespace {

void refuseOthers(const std::filesystem::path& part, const settings::Recipe& recipe) {
    const auto was = identityOptions(settings::Recipe::load(runs::RunFolder(part).recipe()));
    std::string differs;
    for (const auto& [key, now] : identityOptions(recipe)) {
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

void beginParts(const protocol::TrainRequest& request, const runs::RunFolder& run, const runs::RunParts& parts,
                const std::vector<settings::Recipe>& recipes) {
    if (!request.resume) {
        runs::beginRun(run);
        runs::writeParts(run.path(), parts);
        request.recipe.save(run.recipe());
        return;
    }
    const auto begun = runs::readParts(run.path());
    if (!begun || begun->folders != parts.folders || begun->titles != parts.titles)
        throw Error("the run does not have the parts that the recipe says", run.path().string(),
                    "resume with what it was started with, or start a new run");
    for (std::size_t i = 0; i < parts.folders.size(); ++i)
        if (const auto part = run.path() / parts.folders[i]; runs::hasResult(part)) refuseOthers(part, recipes[i]);
}

protocol::TrainResult partResult(const std::filesystem::path& part) {
    protocol::TrainResult result;
    result.folder = part;
    result.steps = runs::stepsDone(part);
    for (const auto& point : runs::readTrainLog(part)) {
        if (const auto loss = point.value("loss")) result.trainLoss = *loss;
        if (const auto loss = point.value("eval_loss")) result.evalLoss = loss;
    }
    return result;
}

}  // namespace atelier::engine
