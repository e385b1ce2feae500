#include "protocol/jobs/compare.h"

#include "common/error.h"
#include "data/dataset_source.h"
#include "data/project.h"
#include "engine/answers.h"
#include "engine/boundary.h"
#include "engine/contest.h"
#include "engine/handler.h"
#include "evaluation/compare_options.h"
#include "evaluation/comparison.h"
#include "runs/recipe_paths.h"
#include "runs/run_folder.h"
#include "runs/run_parts.h"
#include "runs/runs.h"
#include "training/options.h"

#include <ATen/Parallel.h>

#include <chrono>

namespace atelier::engine {
namespace {

// What a run was trained with, and what it left.
struct Run {
    runs::RunFolder folder;  ///< that has the result
    std::filesystem::path vanilla;
    settings::Recipe recipe;
    training::ModelOptions model;
    training::TrainOptions train;
    evaluation::CompareOptions compare;
};

settings::Recipe recipeOf(const runs::RunFolder& run) {
    auto recipe = settings::Recipe::load(run.recipe());
    runs::resolvePaths(recipe, run.recipe());
    return recipe;
}

Run openRun(const std::filesystem::path& path) {
    const runs::RunFolder folder(runs::resultFolder(path));
    auto recipe = recipeOf(folder);
    auto model = training::ModelOptions::schema().read(recipe);
    auto train = training::TrainOptions::schema().read(recipe);
    auto compare = evaluation::CompareOptions::schema().read(recipe);
    // A stage may have begun with what the one before made: vanilla is what the whole run began with.
    const auto whole = training::ModelOptions::schema().read(recipeOf(runs::RunFolder(path)));
    return {folder, whole.model, std::move(recipe), std::move(model), std::move(train), std::move(compare)};
}

std::vector<data::Sample> samplesOf(const Run& run, const std::filesystem::path& project, const std::string& split,
                                    std::int64_t maximum) {
    const auto opened = data::Project::open(project, data::Project::Access::ReadOnly);
    auto splits = data::resolveData(opened, data::DataOptions::schema().read(run.recipe));
    auto& all = split == "train" ? splits.train : split == "validation" ? splits.validation : splits.test;
    if (all.empty())
        throw Error(
            "no " + split + " samples", run.folder.recipe().string(),
            split == "test" ? "set test_size, or mark samples as test" : "set val_size, or choose another split");
    const auto count = static_cast<std::int64_t>(all.size());
    if (maximum <= 0 || maximum >= count) return std::move(all);
    std::vector<data::Sample> chosen;
    for (std::int64_t i = 0; i < maximum; ++i)
        chosen.push_back(std::move(all[static_cast<std::size_t>(i * count / maximum)]));
    return chosen;
}

// Time left from the mean of what is done.
class Countdown {
public:
    Countdown(const protocol::EventSink& events, std::int64_t total) : events_(events), total_(total) { report(0); }
    void report(std::int64_t done) const {
        if (!events_) return;
        const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
        events_(protocol::Progress{
            done, total_, done > 0 ? spent / static_cast<double>(done) * static_cast<double>(total_ - done) : -1});
    }

private:
    const protocol::EventSink& events_;
    std::int64_t total_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// The models of a run, opened as they are needed: an adapter is switched on and off on one copy of the weights.
class Contestants {
public:
    explicit Contestants(const Run& run)
        : run_(run), hasAdapter_(std::filesystem::exists(run.folder.adapter() / "adapter_config.json")) {}

    const LoadedModel& open(const std::string& name) {
        const bool tuned = name == "tuned";
        const std::filesystem::path base = run_.model.model;
        const std::filesystem::path folder = !tuned ? run_.vanilla : hasAdapter_ ? base : run_.folder.model();
        const std::filesystem::path adapter =
            hasAdapter_ && folder == base ? run_.folder.adapter() : std::filesystem::path();
        if (!loaded_ || opened_ != folder) {
            loaded_.reset();  // never two models in memory
            ModelRequest request;
            request.model = folder;
            request.adapter = adapter;
            request.dtype = run_.train.precision();
            request.device = run_.model.device;
            request.quantization = models::QuantizationOptions::schema().read(run_.recipe);
            request.processor = {run_.model.imageMinPixels, run_.model.imageMaxPixels};
            loaded_.emplace(openModel(request));
            opened_ = folder;
        }
        if (loaded_->adapter) loaded_->adapter->setEnabled(tuned);
        return *loaded_;
    }

private:
    const Run& run_;
    bool hasAdapter_;
    std::optional<LoadedModel> loaded_;
    std::filesystem::path opened_;
};

}  // namespace

evaluation::Comparison contest(const std::filesystem::path& project, const std::filesystem::path& runFolder,
                               const std::string& split, std::int64_t maximum, std::vector<std::string> names,
                               std::stop_token stop, const protocol::EventSink& events) {
    if (events) events(protocol::PhaseChanged{"loading"});
    const Run run = openRun(runFolder);
    if (run.model.threads > 0) at::set_num_threads(static_cast<int>(run.model.threads));
    const auto samples = samplesOf(run, project, split, maximum > 0 ? maximum : run.compare.maxTestSamples.value_or(0));

    evaluation::Comparison comparison;
    comparison.contestants = std::move(names);
    for (const auto& sample : samples)
        comparison.samples.push_back(evaluation::comparisonSample(sample));

    const AnswerOptions options{run.train.evalBatchSize, run.compare.maxNewTokens};
    Contestants contestants(run);
    for (const auto& name : comparison.contestants) {
        const auto& loaded = contestants.open(name);
        if (events) events(protocol::PhaseChanged{"answering (" + name + ")"});
        const Countdown countdown(events, static_cast<std::int64_t>(samples.size()));
        const auto texts = answers({*loaded.model, *loaded.processor, loaded.endTokens}, samples, options, stop,
                                   [&](std::int64_t done) { countdown.report(done); });
        for (std::size_t i = 0; i < texts.size(); ++i)
            comparison.samples[i].answers.push_back(texts[i]);
    }
    evaluation::score(comparison, run.compare.metrics);
    return comparison;
}
namespace {

evaluation::Comparison compare(const protocol::CompareRequest& request, std::stop_token stop,
                               const protocol::EventSink& events) {
    return guarded([&] {
        // Another run may finish meanwhile: "last" is settled here.
        const std::filesystem::path run = runs::findRun(request.project, request.run);
        auto comparison = contest(request.project, run, "test", request.maxSamples, {"vanilla", "tuned"}, stop, events);
        try {
            evaluation::writeComparison(comparison, runs::RunFolder(run).comparison());
        } catch (const Error& error) {
            if (!events) throw;
            events(protocol::Message{protocol::Message::Level::Warning,
                                     std::string("the comparison is not kept: ") + error.what()});
        }
        return comparison;
    });
}

evaluation::Comparison evaluate(const protocol::EvaluateRequest& request, std::stop_token stop,
                                const protocol::EventSink& events) {
    if (request.split != "train" && request.split != "validation" && request.split != "test")
        throw Error("unknown split \"" + request.split + "\"", "split", "known: train, validation, test");
    if (request.contestant != "vanilla" && request.contestant != "tuned")
        throw Error("unknown contestant \"" + request.contestant + "\"", "contestant", "known: vanilla, tuned");
    return guarded([&] {
        return contest(request.project, runs::findRun(request.project, request.run), request.split, request.maxSamples,
                       {request.contestant}, stop, events);
    });
}

const Handler<protocol::CompareRequest> compareHandler{compare};
const Handler<protocol::EvaluateRequest> evaluateHandler{evaluate};

}  // namespace
}  // namespace atelier::engine
