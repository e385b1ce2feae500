#include "protocol/jobs/compare.h"

#include "common/error.h"
#include "data/dataset_source.h"
#include "data/project.h"
#include "engine/answers.h"
#include "engine/boundary.h"
#include "engine/contest.h"
#include "engine/handler.h"
#include "engine/splits.h"
#include "engine/trained_pictures.h"
#include "evaluation/compare_options.h"
#include "evaluation/comparison.h"
#include "hub/local.h"
#include "models/load.h"
#include "peft/method.h"
#include "runs/recipe_paths.h"
#include "runs/run_folder.h"
#include "runs/run_parts.h"
#include "runs/runs.h"
#include "training/options.h"

#include <ATen/Parallel.h>

#include <algorithm>
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
    auto splits = splitsOf(opened, data::DataOptions::schema().read(run.recipe), run.model.model);
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

std::string runContestantNames() {
    std::string names;
    for (const auto& one : protocol::runContestants())
        names += (names.empty() ? "" : ", ") + one.name;
    return names;
}

// The one that the run calls so: its base model or its result.
protocol::Contestant ofRun(const protocol::Contestant& known, const Run& run) {
    protocol::Contestant own{known.name, known.title, run.vanilla, {}};
    if (known.name != protocol::kTuned) return own;
    const bool hasAdapter = std::filesystem::exists(run.folder.adapter() / "adapter_config.json");
    own.model = hasAdapter ? std::filesystem::path(run.model.model) : run.folder.model();
    if (hasAdapter) own.adapters = {run.folder.adapter()};
    return own;
}

// With all folders, whole, so that one model is known by one path.
protocol::Contestant resolved(protocol::Contestant contestant, const Run& run) {
    const auto complete = [&](protocol::Contestant one) {
        if (one.model.empty()) one.model = run.vanilla;
        one.model = std::filesystem::weakly_canonical(hub::modelFolder(one.model));
        for (auto& adapter : one.adapters)
            adapter = std::filesystem::weakly_canonical(adapter);
        return one;
    };
    const bool hasFolders = !contestant.model.empty() || !contestant.adapters.empty();
    contestant = complete(std::move(contestant));
    if (const auto* known = protocol::runContestant(contestant.name)) {
        auto own = complete(ofRun(*known, run));
        if (hasFolders && (contestant.model != own.model || contestant.adapters != own.adapters))
            throw Error("\"" + contestant.name + "\" is what every run calls its own", "contestants",
                        "call another model something else");
        if (!contestant.title.empty()) own.title = contestant.title;
        return own;
    }
    if (!hasFolders)
        throw Error("contestant \"" + contestant.name + "\" has neither a model nor an adapter", "contestants",
                    "without, a run knows: " + runContestantNames());
    return contestant;
}

// Who takes part, each with folders that are there.
std::vector<protocol::Contestant> contestantsOf(const Contest& asked, const Run& run) {
    protocol::checkContestants(asked.contestants, asked.baseline, "contestants");
    std::vector<protocol::Contestant> all;
    for (const auto& contestant : asked.contestants)
        all.push_back(resolved(contestant, run));
    for (const auto& contestant : all) {
        models::openModelFolder(contestant.model, models::Weights::Required);
        for (const auto& adapter : contestant.adapters)
            peft::methodOfFolder(adapter);
    }
    return all;
}

// Loads one model at a time, with the adapters of the contestant that answers. Contestants that share a model are
// grouped.
class Answerers {
public:
    explicit Answerers(const Run& run) : run_(run) {}
    ~Answerers() { detach(); }
    Answerers(const Answerers&) = delete;
    Answerers& operator=(const Answerers&) = delete;

    const LoadedModel& open(const protocol::Contestant& contestant) {
        if (!loaded_ || model_ != contestant.model) load(contestant.model);
        usePictures(contestant);
        const bool bare = contestant.adapters.empty();
        if (!bare && attached_ != contestant.adapters) attach(contestant.adapters);
        enable(!bare);
        return *loaded_;
    }

private:
    void load(const std::filesystem::path& folder) {
        detach();
        loaded_.reset();  // never two models in memory
        ModelRequest request;
        request.model = folder;
        request.dtype = run_.train.precision();
        request.device = run_.model.device;
        request.quantization = models::QuantizationOptions::schema().read(run_.recipe);
        request.processor = pictures_ = ofRun();
        loaded_.emplace(openModel(request));
        model_ = folder;
    }

    // An adapter that another training made is shown pictures as it was taught; all others as in the run.
    void usePictures(const protocol::Contestant& contestant) {
        models::ProcessorOptions wanted = ofRun();
        if (!contestant.adapters.empty())
            if (const auto stored = storedPictures(contestant.adapters.back())) wanted = *stored;
        if (wanted == pictures_) return;
        loaded_->processor = models::loadProcessor(model_, wanted);
        pictures_ = wanted;
    }

    models::ProcessorOptions ofRun() const {
        return picturesOf(run_.model, data::DataOptions::schema().read(run_.recipe));
    }

    void attach(const std::vector<std::filesystem::path>& folders) {
        detach();
        const auto& folder = loaded_->folder;
        const auto& family = models::familyOf(folder.modelType, (folder.path / "config.json").string());
        for (const auto& path : folders) {
            adapters_.push_back(peft::loadAdapter(*loaded_->model, family, path));
            adapters_.back()->train(false);
        }
        attached_ = folders;
        enabled_ = true;
    }

    // What was put on last is taken off first: an adapter may keep what it found.
    void detach() {
        enable(false);
        while (!adapters_.empty())
            adapters_.pop_back();
        attached_.clear();
    }

    void enable(bool enabled) {
        if (enabled == enabled_) return;
        enabled_ = enabled;
        if (enabled)
            for (auto& adapter : adapters_)
                adapter->setEnabled(true);
        else
            for (auto adapter = adapters_.rbegin(); adapter != adapters_.rend(); ++adapter)
                (*adapter)->setEnabled(false);
    }

    const Run& run_;
    std::optional<LoadedModel> loaded_;
    std::filesystem::path model_;
    models::ProcessorOptions pictures_;  ///< of the loaded processor
    std::vector<std::unique_ptr<peft::Adapter>> adapters_;
    std::vector<std::filesystem::path> attached_;  ///< folders of adapters_
    bool enabled_ = false;
};

// Indices of the contestants, those that share a model one after another.
std::vector<std::size_t> byModel(const std::vector<protocol::Contestant>& contestants) {
    std::vector<std::size_t> order;
    for (std::size_t first = 0; first < contestants.size(); ++first) {
        const auto same = [&](std::size_t i) { return contestants[i].model == contestants[first].model; };
        if (std::any_of(order.begin(), order.end(), same)) continue;
        for (std::size_t i = first; i < contestants.size(); ++i)
            if (same(i)) order.push_back(i);
    }
    return order;
}

// Throws Error for weights or adapters that do not fit to their model: by sizes alone, before the first one answers.
void checkFits(const std::vector<protocol::Contestant>& contestants) {
    std::shared_ptr<models::Model> model;
    std::filesystem::path path;
    for (const std::size_t index : byModel(contestants)) {
        const auto& contestant = contestants[index];
        const auto& family = models::familyOf(models::openModelFolder(contestant.model).modelType,
                                              (contestant.model / "config.json").string());
        try {
            if (!model || path != contestant.model) {
                const auto folder = models::openModelFolder(contestant.model, models::Weights::Required);
                model = models::buildModel(folder, torch::kMeta);
                path = contestant.model;
                if (const auto problems = models::tensorProblems(*model, folder); !problems.empty())
                    throw Error(
                        problems.front() +
                            (problems.size() > 1 ? ", and " + std::to_string(problems.size() - 1) + " more" : ""),
                        path.string(), "config.json and weights must belong together");
            }
            std::vector<std::unique_ptr<peft::Adapter>> adapters;
            for (const auto& adapter : contestant.adapters)
                adapters.push_back(peft::loadAdapter(*model, family, adapter));
            while (!adapters.empty())
                adapters.pop_back();
        } catch (const Error& error) {
            throw Error("contestant \"" + contestant.name + "\": " + error.message(), error.where(), error.hint(),
                        error.kind());
        }
    }
}

}  // namespace

protocol::Comparison contest(const Contest& asked, std::stop_token stop, const protocol::EventSink& events) {
    const auto phase = [&](const char* name, const protocol::Contestant& contestant = {}) {
        if (events) events(protocol::PhaseChanged{name, contestant.name, contestant.title});
    };
    const Run run = openRun(asked.run);
    protocol::Comparison comparison;
    comparison.contestants = contestantsOf(asked, run);
    checkFits(comparison.contestants);
    comparison.baseline = asked.baseline.empty() ? comparison.contestants.front().name : asked.baseline;
    phase("loading");
    if (run.model.threads > 0) at::set_num_threads(static_cast<int>(run.model.threads));
    const auto samples = samplesOf(run, asked.project, asked.split,
                                   asked.maxSamples > 0 ? asked.maxSamples : run.compare.maxTestSamples.value_or(0));
    for (const auto& sample : samples) {
        comparison.samples.push_back(evaluation::comparisonSample(sample));
        comparison.samples.back().answers.resize(comparison.contestants.size());
    }

    const AnswerOptions options{run.train.evalBatchSize, run.compare.maxNewTokens};
    Answerers answerers(run);
    for (const std::size_t index : byModel(comparison.contestants)) {
        const auto& contestant = comparison.contestants[index];
        if (stop.stop_requested()) throw Error::interrupted("stopped before all samples were answered");
        phase("loading", contestant);
        const auto& loaded = answerers.open(contestant);
        phase("answering", contestant);
        const Countdown countdown(events, static_cast<std::int64_t>(samples.size()));
        auto texts = answers({*loaded.model, *loaded.processor, loaded.endTokens}, samples, options, stop,
                             [&](std::int64_t done) { countdown.report(done); });
        for (std::size_t i = 0; i < texts.size(); ++i)
            comparison.samples[i].answers[index] = std::move(texts[i]);
    }
    phase("scoring");
    evaluation::score(comparison, run.compare.metrics);
    return comparison;
}
namespace {

protocol::Comparison compare(const protocol::CompareRequest& request, std::stop_token stop,
                             const protocol::EventSink& events) {
    return guarded([&] {
        // Another run may finish meanwhile: "last" is settled here.
        const std::filesystem::path run = runs::findRun(request.project, request.run);
        auto comparison = contest(
            {request.project, run, "test", request.maxSamples, request.contestants, request.baseline}, stop, events);
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

protocol::Comparison evaluate(const protocol::EvaluateRequest& request, std::stop_token stop,
                              const protocol::EventSink& events) {
    if (request.split != "train" && request.split != "validation" && request.split != "test")
        throw Error("unknown split \"" + request.split + "\"", "split", "known: train, validation, test");
    const auto* contestant = protocol::runContestant(request.contestant);
    if (!contestant)
        throw Error("unknown contestant \"" + request.contestant + "\"", "contestant",
                    "known: " + runContestantNames());
    return guarded([&] {
        return contest({request.project,
                        runs::findRun(request.project, request.run),
                        request.split,
                        request.maxSamples,
                        {*contestant}},
                       stop, events);
    });
}

const Handler<protocol::CompareRequest> compareHandler{compare};
const Handler<protocol::EvaluateRequest> evaluateHandler{evaluate};

}  // namespace
}  // namespace atelier::engine
