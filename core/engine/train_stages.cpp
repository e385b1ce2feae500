#include "common/error.h"
#include "common/file.h"
#include "engine/merge_adapter.h"
#include "engine/train_run.h"
#include "peft/method_info.h"
#include "peft/options.h"
#include "runs/run_parts.h"
#include "runs/run_presence.h"
#include "settings/option.h"
#include "settings/stages.h"
#include "training/options.h"

#include <algorithm>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

constexpr const char *kModel = "model_name_or_path", *kAdapter = "adapter_name_or_path";

std::string methodOf(const settings::Recipe& recipe) {
    return peft::FinetuningOptions::schema().read(recipe).type;
}

bool isAdapter(const std::string& method) {
    return peft::methodInfo(method).isAdapter();
}

// A stage that trains the same method goes on with the adapter of the one before.
bool sharesAdapter(const settings::Recipe& before, const settings::Recipe& next) {
    return isAdapter(methodOf(next)) && methodOf(before) == methodOf(next);
}

// The adapter's folder decides its shape; another one in a later stage would be passed over.
void refuseOtherShape(const settings::Stage& before, const settings::Stage& next) {
    const auto first = identityOptions(before.recipe), second = identityOptions(next.recipe);
    const std::string method = methodOf(next.recipe);
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options) {
            const auto condition = settings::conditionOf(option);
            const bool ofMethod = condition && condition->key == "finetuning_type" &&
                                  std::count(condition->values.begin(), condition->values.end(), method) > 0;
            const bool ofParts = !condition && option.key.starts_with("freeze_");
            if (!ofMethod && !ofParts) continue;
            if (first.at(option.key) != second.at(option.key))
                throw Error("stage \"" + next.name + "\" goes on with the adapter of stage \"" + before.name +
                                "\", where " + option.key + " is " + first.at(option.key) + ", not " +
                                second.at(option.key),
                            next.recipe.find(option.key) ? next.recipe.find(option.key)->where : option.key,
                            "set it at the top of the recipe");
        }
}

void check(const std::vector<settings::Stage>& stages, const fs::path& project) {
    for (std::size_t i = 0; i < stages.size(); ++i) {
        settings::Recipe recipe = stages[i].recipe;
        if (recipe.find("cross_validation_folds"))
            throw Error("stages and folds exclude each other", recipe.find("cross_validation_folds")->where,
                        "leave out cross_validation_folds");
        if (i > 0) {
            const auto& before = stages[i - 1];
            for (const char* key : {kModel, kAdapter}) {
                const auto *own = recipe.find(key), *common = stages[0].recipe.find(key);
                if (own && (!common || !(*own == *common)))
                    throw Error("only the first stage can start from a model or an adapter of its own", own->where,
                                "leave it out: stage \"" + stages[i].name + "\" starts with what the one before made");
            }
            const bool shares = sharesAdapter(before.recipe, recipe);
            if (shares) refuseOtherShape(before, stages[i]);
            const auto& method = peft::methodInfo(methodOf(before.recipe));
            if (!shares && method.isAdapter() && !method.merges)
                throw Error(peft::methodTitle(methodOf(before.recipe)) +
                                " cannot be merged, so that no stage can start from it with another method",
                            "stage \"" + stages[i].name + "\"", "make stage \"" + before.name + "\" the last one");
            recipe.set(kAdapter, settings::Value{}, "stages");
        }
        checkRecipe(recipe, project);
    }
}

// Model and adapter that a stage starts with: what the one before left in its folder.
settings::Recipe startingFrom(const settings::Recipe& before, const fs::path& part, settings::Recipe next) {
    const auto options = training::ModelOptions::schema().read(before);
    const bool adapter = isAdapter(methodOf(before));
    const bool shares = sharesAdapter(before, next);
    const std::string where = part.string();
    next.set(kAdapter, shares ? settings::Value((part / "adapter").string()) : settings::Value{}, where);
    if (shares) {
        next.set(kModel, options.model, where);
    } else if (!adapter) {
        next.set(kModel, (part / "model").string(), where);
    } else {
        const fs::path merged = part / "merged";
        if (!pathExists(merged / "config.json")) {
            const auto train = training::TrainOptions::schema().read(before);
            mergeAdapter({options.model, part / "adapter", merged, train.precision()});
        }
        next.set(kModel, merged.string(), where);
    }
    return next;
}

protocol::TrainResult trainEach(const protocol::TrainRequest& request, const runs::RunFolder& run,
                                protocol::Control& control, runs::RunPresence& presence) {
    const protocol::EventSink& events = presence.events();
    const auto stages = settings::stagesOf(request.recipe);
    check(stages, request.project);
    runs::RunParts parts{runs::RunParts::Kind::Stages, {}, {}};
    std::vector<settings::Recipe> recipes;
    for (const auto& stage : stages) {
        const std::string number = std::to_string(recipes.size() + 1);
        parts.folders.push_back("stage-" + number);
        parts.titles.push_back("stage " + number + " of " + std::to_string(stages.size()) + ": " + stage.name);
        recipes.push_back(stage.recipe);
    }
    beginParts(request, run, parts, recipes);
    presence.begin(run);

    protocol::TrainResult whole{run.path(), 0, 0, {}};
    for (std::size_t i = 0; i < recipes.size(); ++i) {
        const runs::RunFolder part(fs::absolute(run.path() / parts.folders[i]));
        if (control.stopRequested())
            throw Error::interrupted("stopped before " + parts.titles[i], run.path().string(), "resume to go on");
        if (i > 0)
            recipes[i] = startingFrom(recipes[i - 1], fs::absolute(run.path() / parts.folders[i - 1]), recipes[i]);
        const bool done = runs::hasResult(part.path());
        events(protocol::Message{protocol::Message::Level::Info, parts.titles[i] + (done ? ", done already" : "")});
        const auto result = done ? partResult(part.path())
                                 : trainRun({recipes[i], request.project, part, pathExists(part.recipe()), 0, {}},
                                            control, runs::shifted(events, whole.steps));
        whole.steps += result.steps;
        whole.trainLoss = result.trainLoss;
        whole.evalLoss = result.evalLoss;
    }
    return whole;
}

}  // namespace

protocol::TrainResult trainStages(const protocol::TrainRequest& request, const runs::RunFolder& run,
                                  protocol::Control& control, const protocol::EventSink& events) {
    runs::RunPresence presence(control, events);
    return presence.during([&] { return trainEach(request, run, control, presence); });
}

}  // namespace atelier::engine
