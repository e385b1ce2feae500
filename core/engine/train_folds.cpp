#include "common/error.h"
#include "common/file.h"
#include "data/dataset_source.h"
#include "engine/contest.h"
#include "engine/train_run.h"
#include "evaluation/comparison.h"
#include "runs/cross_validation.h"
#include "runs/run_parts.h"
#include "runs/run_presence.h"
#include "training/options.h"

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

settings::Recipe recipeOfFold(settings::Recipe recipe, std::int64_t fold) {
    recipe.set("cross_validation_fold", fold, "cross_validation_folds");
    // The loss of its validation samples is a figure of every fold.
    if (training::TrainOptions::schema().read(recipe).evalStrategy == "no")
        recipe.set("eval_strategy", std::string("epoch"), "cross_validation_folds");
    return recipe;
}

// Answers to the fold's own samples, kept beside its result so that they are given once.
protocol::Comparison validated(const fs::path& project, const runs::RunFolder& part, protocol::Control& control,
                               const protocol::EventSink& events) {
    const fs::path file = part.path() / "validation.json";
    if (pathExists(file)) return evaluation::readComparison(file);
    auto comparison = contest({project, part.path(), "validation", 0, {*protocol::runContestant(protocol::kTuned)}},
                              control.stopToken(), events);
    evaluation::writeComparison(comparison, file);
    return comparison;
}

protocol::TrainResult trainEach(const protocol::TrainRequest& request, const runs::RunFolder& run,
                                protocol::Control& control, runs::RunPresence& presence) {
    const protocol::EventSink& events = presence.events();
    const auto folds = *data::DataOptions::schema().read(request.recipe).folds;
    runs::RunParts parts{runs::RunParts::Kind::Folds, {}, {}};
    std::vector<settings::Recipe> recipes;
    for (std::int64_t fold = 1; fold <= folds; ++fold) {
        parts.folders.push_back("fold-" + std::to_string(fold));
        parts.titles.push_back("fold " + std::to_string(fold) + " of " + std::to_string(folds));
        recipes.push_back(recipeOfFold(request.recipe, fold));
    }
    for (const auto& recipe : recipes)
        checkRecipe(recipe, request.project);
    beginParts(request, run, parts, recipes);
    presence.begin(run);

    protocol::TrainResult whole{run.path(), 0, 0, {}};
    std::vector<std::vector<std::pair<std::string, double>>> figures;
    std::vector<std::int64_t> samples;
    for (std::size_t i = 0; i < recipes.size(); ++i) {
        const runs::RunFolder part(run.path() / parts.folders[i]);
        if (control.stopRequested())
            throw Error::interrupted("stopped before " + parts.titles[i], run.path().string(), "resume to go on");
        const bool done = runs::hasResult(part.path());
        events(protocol::Message{protocol::Message::Level::Info, parts.titles[i] + (done ? ", trained already" : "")});
        const auto result = done ? partResult(part.path())
                                 : trainRun({recipes[i], request.project, part, pathExists(part.recipe()), 0, {}},
                                            control, runs::shifted(events, whole.steps));
        const auto answers = validated(request.project, part, control, events);
        figures.emplace_back();
        if (result.evalLoss) figures.back().emplace_back("eval_loss", *result.evalLoss);
        for (const auto& [name, values] : answers.metrics)
            figures.back().emplace_back(name, values.front());
        samples.push_back(static_cast<std::int64_t>(answers.samples.size()));
        whole.steps += result.steps;
        whole.trainLoss += result.trainLoss / static_cast<double>(folds);
    }
    const auto summary = runs::summarised(figures, std::move(samples));
    runs::writeCrossValidation(summary, run.path());
    for (const auto& figure : summary.figures)
        if (figure.name == "eval_loss") whole.evalLoss = figure.mean;
    return whole;
}

}  // namespace

protocol::TrainResult trainFolds(const protocol::TrainRequest& request, const runs::RunFolder& run,
                                 protocol::Control& control, const protocol::EventSink& events) {
    runs::RunPresence presence(control, events);
    return presence.during([&] { return trainEach(request, run, control, presence); });
}

}  // namespace atelier::engine
