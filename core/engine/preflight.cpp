#include "protocol/jobs/preflight.h"

#include "common/error.h"
#include "common/memory.h"
#include "data/augmentation/augmentation.h"
#include "data/checks/health.h"
#include "data/checks/picture_checks.h"
#include "engine/boundary.h"
#include "engine/estimate.h"
#include "engine/handler.h"
#include "engine/sample_checks.h"
#include "engine/splits.h"
#include "engine/trained_pictures.h"
#include "runs/pinned_samples.h"
#include "settings/stages.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace atelier::engine {
namespace {

// Samples that the estimate measures.
constexpr std::size_t kMeasured = 512;

struct Prepared {
    data::Project project;
    data::Splits splits;  // but for what is trained on and watched
    std::shared_ptr<const std::vector<data::Sample>> train, validation;
    std::shared_ptr<const models::Processor> processor;
    PlannedModel planned;
    EstimateInput input;
};

void throwIfStopped(const std::stop_token& stop) {
    if (stop.stop_requested()) throw Error::interrupted("stopped");
}

Prepared prepare(const settings::Recipe& recipe, const std::filesystem::path& folder, const std::stop_token& stop,
                 const protocol::EventSink& events) {
    events(protocol::PhaseChanged{"loading"});
    auto project = data::Project::open(folder, data::Project::Access::ReadOnly);
    PlannedModel planned(recipe);
    auto all = splitsOf(project, planned.options.data, planned.folder.path);
    const auto pinned = runs::pinnedSamples(all, planned.options.train.sampleAnswersTag, false).samples.size();
    auto splits = learnable(std::move(all), planned.options);
    const auto shared = [](std::vector<data::Sample>& samples) {
        return std::make_shared<const std::vector<data::Sample>>(std::exchange(samples, {}));
    };
    const auto train = shared(splits.train), validation = shared(splits.validation);
    std::shared_ptr<const models::Processor> processor =
        models::loadProcessor(planned.folder.path, picturesOf(planned.options));
    throwIfStopped(stop);

    events(protocol::PhaseChanged{"measuring"});
    EstimateInput input;
    input.program = residentBytes().value_or(0);
    const auto done = [&](std::int64_t count, std::int64_t total) {
        throwIfStopped(stop);
        events(protocol::Progress{count, total, -1});
    };
    input.train = measureSamples(train, processor, planned.options, kMeasured, done);
    input.trainSamples = std::ssize(*train);
    input.validation = measureSamples(validation, processor, planned.options, kMeasured, done);
    input.validationSamples = std::ssize(*validation);
    input.pinnedSamples = static_cast<std::int64_t>(pinned);
    return {std::move(project),   std::move(splits),  train,           validation,
            std::move(processor), std::move(planned), std::move(input)};
}

protocol::Estimate estimateOf(Prepared& prepared, bool timed, const std::stop_token& stop,
                              const protocol::EventSink& events) {
    events(protocol::PhaseChanged{"estimating"});
    prepared.input.measure = [&](std::int64_t pixels) {
        auto pictures = picturesOf(prepared.planned.options);
        pictures.imageMinPixels = std::min(pictures.imageMinPixels, pixels);
        pictures.imageMaxPixels = pixels;
        const std::shared_ptr<const models::Processor> smaller =
            models::loadProcessor(prepared.planned.folder.path, pictures);
        return measureSamples(prepared.train, smaller, prepared.planned.options, kMeasured,
                              [&](std::int64_t, std::int64_t) { throwIfStopped(stop); });
    };
    protocol::Estimate result = estimateMemory(prepared.planned, prepared.input);
    if (timed) estimateTime(prepared.planned, prepared.input, result);
    throwIfStopped(stop);
    addRemedies(prepared.planned, prepared.input, result);
    return result;
}

using HealthLines = std::map<std::pair<bool, std::string>, protocol::Preflight::HealthLine>;  // errors first

// Findings of the data's check, every picture decoded. Returns the samples that no training can use.
std::unordered_set<std::string> addHealth(const std::vector<data::Sample>& samples, data::PictureChecks& pictures,
                                          bool errorsAlone, HealthLines& lines, const std::stop_token& stop,
                                          const protocol::EventSink& events) {
    data::CheckOptions options;
    options.pictures = &pictures;
    options.progress = [&](std::int64_t done, std::int64_t total) {
        events(protocol::Progress{done, total, -1});
        return !stop.stop_requested();
    };
    std::unordered_map<std::string, const data::Sample*> byId;
    for (const auto& sample : samples)
        byId.emplace(sample.id, &sample);
    std::unordered_set<std::string> unusable;
    for (const auto& finding : data::check(samples, options)) {
        const bool error = finding.severity == data::Finding::Severity::Error;
        if (errorsAlone && !error) continue;
        if (finding.kind == "missing_media" || finding.kind.starts_with("corrupt_")) unusable.insert(finding.sample);
        auto& line = lines[{!error, finding.kind}];
        line.kind = finding.kind;
        line.error = error;
        const auto sample = byId.find(finding.sample);
        addExample(line,
                   sample == byId.end() ? finding.message : data::sampleName(*sample->second) + ": " + finding.message);
    }
    throwIfStopped(stop);
    return unusable;
}

void addLine(const protocol::Preflight::HealthLine& line, HealthLines& lines) {
    if (line.count == 0) return;
    auto& sum = lines[{!line.error, line.kind}];
    if (sum.count == 0) {
        sum = line;
        return;
    }
    sum.count += line.count;
    sum.samples.insert(sum.samples.end(), line.samples.begin(), line.samples.end());
}

// What becomes of samples that cannot be used, as the recipe says.
void noteUnusable(std::int64_t unusable, std::int64_t all, const training::TrainOptions& train,
                  protocol::Preflight& result) {
    if (unusable == 0) return;
    const std::string what =
        std::to_string(unusable) + " of " + std::to_string(all) + " training samples cannot be used: ";
    const auto most = static_cast<std::int64_t>(std::ceil(train.mostBadSamples * static_cast<double>(all)));
    result.notes.push_back(what + (!train.skipBadSamples
                                       ? "the training would end at the first (skip_bad_samples: true leaves them out)"
                                   : unusable > most ? "more than max_bad_samples allows, so the training would end"
                                                     : "the training leaves them out (skip_bad_samples)"));
}

// Every sample: its files, its texts, its pictures, and how it is encoded.
void lookAtSamples(const Prepared& prepared, protocol::Preflight& result, const std::stop_token& stop,
                   const protocol::EventSink& events) {
    constexpr double kLongest = 120;  // seconds for encoding; the rest is told
    HealthLines lines;
    data::PictureChecks pictures(prepared.project.folder());
    const auto look = [&](const std::shared_ptr<const std::vector<data::Sample>>& samples, bool training) {
        auto unusable = addHealth(*samples, pictures, !training, lines, stop, events);
        const auto progress = [&](std::int64_t done) {
            throwIfStopped(stop);
            events(protocol::Progress{done, std::ssize(*samples), -1});
        };
        SampleChecks checks = checkSamples(samples, prepared.processor, prepared.planned.options, kLongest, progress);
        if (checks.looked < std::ssize(*samples))
            result.notes.push_back("in " + std::to_string(static_cast<int>(kLongest)) + " seconds " +
                                   std::to_string(checks.looked) + " of " + std::to_string(samples->size()) +
                                   (training ? " training" : " validation") +
                                   " samples were encoded; of the others lengths and chat template were not looked at");
        // Files that are missing or broken are named above.
        const auto& ids = checks.unusableIds;
        if (std::all_of(ids.begin(), ids.end(), [&](const std::string& id) { return unusable.contains(id); }))
            checks.unusable.count = 0;
        addLine(checks.unusable, lines);
        addLine(checks.cut, lines);
        addLine(checks.nothingLeft, lines);
        unusable.insert(checks.unusableIds.begin(), checks.unusableIds.end());
        if (!training) return;
        noteUnusable(std::ssize(unusable), std::ssize(*samples), prepared.planned.options.train, result);
        result.templateChecked = checks.rendered;
        result.templateFailed = checks.templateFailed;
        result.templateProblems = std::move(checks.templateProblems);
    };
    look(prepared.train, true);
    look(prepared.validation, false);
    for (auto& [_, line] : lines)
        result.health.push_back(std::move(line));
}

std::vector<protocol::Preflight::PartParameters> partsOf(const PlannedModel& planned) {
    std::vector<protocol::Preflight::PartParameters> parts;
    const auto& model = planned.model();
    const auto add = [&](const std::string& module, std::int64_t parameters, bool trained) {
        const auto index = static_cast<std::size_t>(&model.partOf(module) - model.parts().data());
        parts[index].parameters += parameters;
        if (trained) parts[index].trained += parameters;
    };
    for (const auto& part : model.parts())
        parts.push_back({models::partTitle(part.name), 0, 0});
    for (const auto& item : model.named_parameters())
        add(item.key(), item.value().numel(), item.value().requires_grad());
    for (const auto& item : model.named_modules())
        if (const auto* linear = dynamic_cast<const nn::LinearImpl*>(item.value().get());
            linear && !linear->weight.defined())
            add(item.key(), linear->matrix().numel(), false);
    if (!planned.options.wholeWeights()) {
        std::int64_t added = 0;
        const auto base = model.named_parameters();
        for (const auto& parameter : planned.sized.trainable.parameters())
            if (!base.contains(peft::moduleNameOf(parameter))) added += parameter.tensor.numel();
        if (added > 0) parts.push_back({"adapter", added, added});
    }
    return parts;
}

protocol::Preflight::BatchSample shown(const std::string& id, const models::Encoded& encoded,
                                       const text::Tokenizer& tokenizer) {
    using Kind = protocol::Preflight::TokenKind;
    protocol::Preflight::BatchSample sample{id, {}};
    for (std::size_t i = 0; i < encoded.ids.size(); ++i) {
        const std::int64_t token = encoded.ids[i];
        const auto at = static_cast<std::int64_t>(i);
        const bool ofMedia = std::any_of(encoded.media.begin(), encoded.media.end(), [&](const auto& medium) {
            return std::any_of(medium.tokens.begin(), medium.tokens.end(),
                               [&](const TokenSpan& span) { return at >= span.begin && at < span.end; });
        });
        const Kind kind = ofMedia ? Kind::Image : tokenizer.isSpecial(token) ? Kind::Special : Kind::Text;
        const bool trained = encoded.labels[i] != models::kIgnore;
        const double weight = trained && !encoded.labelWeights.empty() ? encoded.labelWeights[i] : 1;
        sample.tokens.push_back({token, tokenizer.decode({&encoded.ids[i], 1}, false), kind, trained, weight});
    }
    return sample;
}

// Of a judged answer every sequence that its loss is computed from.
void showFirstBatch(const settings::Recipe& recipe, const Prepared& prepared, protocol::Preflight& result) {
    const auto& train = prepared.planned.options.train;
    const auto& samples = *prepared.train;
    const auto augmenter = data::makeAugmenter(recipe, prepared.project, static_cast<std::uint64_t>(train.seed));
    if (samples.empty()) return;
    const Examples examples(prepared.train, prepared.processor, prepared.planned.options);
    auto step = samplerOf(prepared.planned, prepared.input).next();
    const auto batch = step.batches.empty() ? train.batchSize : step.batches.front();
    step.samples.resize(std::min(step.samples.size(), static_cast<std::size_t>(batch)));
    for (const std::int64_t index : step.samples) {
        const auto& sample = samples[static_cast<std::size_t>(index)];
        try {
            const auto example = examples.of(index, 0, augmenter);
            const auto sequences = examples.sequencesOf(index);
            for (std::size_t i = 0; i < example.sequences.size(); ++i) {
                const auto& name = sequences[i].name;
                result.firstBatch.push_back(shown(sample.id + (name.empty() ? "" : " (" + name + ")"),
                                                  example.sequences[i], prepared.processor->tokenizer()));
            }
        } catch (const Error& error) {
            result.notes.push_back(sample.id + ": " + error.what());
        }
    }
}

// One training of those that a recipe asks for.
struct Training {
    settings::Recipe recipe;
    std::string stage;
    double times = 1;  ///< that it is done
};

std::vector<Training> trainingsOf(const settings::Recipe& recipe) {
    std::vector<Training> parts;
    for (const auto& stage : settings::stagesOf(recipe))
        parts.push_back({stage.recipe, stage.name});
    if (!parts.empty()) return parts;
    parts.push_back({recipe, {}});
    if (const auto data = data::DataOptions::schema().read(recipe); data.folds && !data.fold) {
        parts.front().recipe.set("cross_validation_fold", std::int64_t(1), "cross_validation_folds");
        parts.front().times = static_cast<double>(*data.folds);
    }
    return parts;
}

// `look` gives what has an estimate of each part: the one that needs most, with the time of all. What would help is
// reported only for a recipe without stages: a stage may set the key itself.
template <class Look, class EstimateOf>
auto largestOf(const settings::Recipe& recipe, Look&& look, EstimateOf&& estimateOf) {
    std::optional<decltype(look(recipe))> largest;
    std::int64_t steps = 0;
    std::map<std::string, double> seconds;
    for (const auto& [part, stage, times] : trainingsOf(recipe)) {
        auto one = look(part);
        protocol::Estimate& own = estimateOf(one);
        own.stage = stage;
        if (!stage.empty()) own.remedies.clear();
        steps += static_cast<std::int64_t>(times) * own.steps;
        for (const auto& time : own.time)
            seconds[time.name] += times * time.seconds;
        if (!largest || own.peak > estimateOf(*largest).peak) largest = std::move(one);
    }
    protocol::Estimate& estimate = estimateOf(*largest);
    estimate.steps = steps;
    estimate.time.clear();
    for (const char* name : {"training", "evaluation"})
        if (seconds.contains(name)) estimate.time.push_back({name, seconds[name]});
    if (seconds.contains("training"))
        estimate.secondsPerStep = seconds["training"] / static_cast<double>(std::max<std::int64_t>(1, steps));
    return std::move(*largest);
}

protocol::Preflight lookAt(const settings::Recipe& recipe, const std::filesystem::path& project,
                           const std::stop_token& stop, const protocol::EventSink& events) {
    auto prepared = prepare(recipe, project, stop, events);
    protocol::Preflight result;
    result.training = std::ssize(*prepared.train);
    result.validation = std::ssize(*prepared.validation);
    result.test = std::ssize(prepared.splits.test);
    result.notes = prepared.splits.notes;
    result.estimate = estimateOf(prepared, true, stop, events);  // before more memory is in use
    events(protocol::PhaseChanged{"checking"});
    lookAtSamples(prepared, result, stop, events);
    result.parts = partsOf(prepared.planned);
    showFirstBatch(recipe, prepared, result);
    return result;
}

protocol::Estimate estimate(const protocol::EstimateRequest& request, std::stop_token stop,
                            const protocol::EventSink& events) {
    const auto look = [&](const settings::Recipe& recipe) {
        auto prepared = prepare(recipe, request.project, stop, events);
        return estimateOf(prepared, request.timed, stop, events);
    };
    return guarded([&] {
        return largestOf(request.recipe, look, [](protocol::Estimate& one) -> protocol::Estimate& { return one; });
    });
}

// What another stage of the recipe would meet, and the one that is shown does not.
void addFindings(const protocol::Preflight& part, protocol::Preflight& result) {
    for (const auto& line : part.health)
        if (std::none_of(result.health.begin(), result.health.end(),
                         [&](const auto& known) { return known.kind == line.kind && known.example == line.example; }))
            result.health.push_back(line);
    for (const auto& note : part.notes)
        if (std::find(result.notes.begin(), result.notes.end(), note) == result.notes.end())
            result.notes.push_back(note);
}

protocol::Preflight preflight(const protocol::PreflightRequest& request, std::stop_token stop,
                              const protocol::EventSink& events) {
    std::vector<protocol::Preflight> parts;  // what was found in each
    const auto look = [&](const settings::Recipe& recipe) {
        auto one = lookAt(recipe, request.project, stop, events);
        parts.emplace_back();
        parts.back().health = one.health;
        parts.back().notes = one.notes;
        return one;
    };
    return guarded([&] {
        auto result = largestOf(request.recipe, look,
                                [](protocol::Preflight& one) -> protocol::Estimate& { return one.estimate; });
        for (const auto& part : parts)
            addFindings(part, result);
        return result;
    });
}

const Handler<protocol::EstimateRequest> estimateHandler{estimate};
const Handler<protocol::PreflightRequest> preflightHandler{preflight};

}  // namespace
}  // namespace atelier::engine
