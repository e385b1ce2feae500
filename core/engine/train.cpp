#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "data/augmentation/augmentation.h"
#include "data/dataset_source.h"
#include "data/sample_json.h"
#include "engine/answers.h"
#include "engine/boundary.h"
#include "engine/describe_trainable.h"
#include "engine/examples.h"
#include "engine/handler.h"
#include "engine/load_model.h"
#include "engine/model_setup.h"
#include "engine/splits.h"
#include "engine/train_run.h"
#include "engine/trained_pictures.h"
#include "evaluation/compare_options.h"
#include "evaluation/comparison.h"
#include "peft/options.h"
#include "peft/trainable.h"
#include "protocol/jobs/find_rate.h"
#include "runs/choose_run.h"
#include "runs/pinned_samples.h"
#include "runs/run_facts.h"
#include "runs/run_presence.h"
#include "settings/stages.h"
#include "training/parameter_groups.h"
#include "training/rate_range.h"
#include "training/reading.h"
#include "training/token_lengths.h"
#include "training/trainer.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <span>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

using runs::RunFolder;

// Options that change nothing that is learned: a run may go on with others.
constexpr const char* kFreeOptions[] = {"logging_steps",
                                        "save_steps",
                                        "save_total_limit",
                                        "overwrite_output_dir",
                                        "eval_strategy",
                                        "eval_steps",
                                        "per_device_eval_batch_size",
                                        "dataloader_num_workers",
                                        "skip_bad_samples",
                                        "max_bad_samples",
                                        "threads",
                                        "max_eval_samples",
                                        "sample_answers",
                                        "sample_answers_tag",
                                        "predict_with_generate",
                                        "load_best_model_at_end",
                                        "metric_for_best_model",
                                        "greater_is_better",
                                        "early_stopping_steps",
                                        "early_stopping_threshold",
                                        "report_to",
                                        "disable_gradient_checkpointing"};

using Options = RecipeOptions;

// Regions too: augmentation moves their boxes, and asks whether text hangs on them.
std::string textOf(const data::Region& region) {
    std::string text = "\n" + std::to_string(static_cast<int>(region.shape)) + " " + std::to_string(region.media);
    for (const auto& [x, y] : region.points)
        text += " " + std::to_string(x) + " " + std::to_string(y);
    text += "\n" + region.label + "\n" + region.transcription;
    for (const auto& span : region.spans)
        text += " " + std::to_string(span.turn) + " " + std::to_string(span.begin) + " " + std::to_string(span.end);
    return text;
}

// The data as the run depends on it; where the files lie is no part of it.
std::string hashOf(const std::vector<data::Sample>& samples) {
    std::string all;
    for (const auto& sample : samples) {
        std::string text = sample.id;
        for (const auto& turn : sample.turns) {
            text += "\n" + std::to_string(static_cast<int>(turn.role)) + turn.text;
            if (const Json details = data::detailsOf(turn); !details.empty())
                text += details.dump(-1, ' ', false, Json::error_handler_t::replace);
        }
        if (!sample.tools.empty()) text += "\n" + sample.tools;
        for (const auto& media : sample.media) {
            text += "\n" + media.path.filename().string();
            if (media.crop)
                for (const double side : {media.crop->left, media.crop->top, media.crop->right, media.crop->bottom})
                    text += " " + std::to_string(side);
            if (media.range) text += " " + std::to_string(media.range->begin) + " " + std::to_string(media.range->end);
        }
        for (const auto& region : sample.regions)
            text += textOf(region);
        all += std::to_string(stableHash(text)) + "\n";
    }
    return std::to_string(samples.size()) + " samples, " + std::to_string(stableHash(all));
}

training::Dataset datasetOf(const std::shared_ptr<const Examples>& examples,
                            const std::shared_ptr<const std::vector<data::Sample>>& samples) {
    training::Dataset part;
    part.size = std::ssize(*samples);
    part.encode = [=](std::int64_t i, std::int64_t) { return examples->of(i); };
    part.name = [=](std::int64_t i) { return data::sampleName((*samples)[static_cast<std::size_t>(i)]); };
    return part;
}

// Pictures that are never moved although that was asked for are no surprise later on.
void warnOfUnmoved(const std::vector<data::Sample>& samples, const data::Augmenter& augmenter,
                   const protocol::EventSink& events) {
    std::int64_t count = 0;
    std::string last;
    for (const auto& sample : samples)
        if (const std::string why = augmenter.alwaysStraight(sample); !why.empty()) {
            ++count;
            last = sample.id + ": " + why;
        }
    if (count > 0)
        events(protocol::Message{
            protocol::Message::Level::Warning,
            std::to_string(count) + " samples are not turned, cut or otherwise moved; last: " + last});
}

std::int64_t answerLength(const data::Sample& sample) {
    std::int64_t length = 0;
    for (const auto& turn : sample.turns)
        if (turn.role == data::Turn::Role::Assistant)
            length +=
                std::max(data::characterCount(turn.text), data::characterCount(turn.details->rejected.value_or("")));
    return length;
}

// The model's answers to samples, as compare() asks for them.
std::vector<protocol::SampleAnswer> asked(const Answerer& answerer, std::span<const data::Sample> samples,
                                          const AnswerOptions& how, std::stop_token stop,
                                          const protocol::EventSink& events) {
    const auto count = std::ssize(samples);
    const std::vector<data::Sample> chosen(samples.begin(), samples.end());
    const auto texts =
        answers(answerer, chosen, how, stop, [&](std::int64_t done) { events(protocol::Progress{done, count, -1}); });
    std::vector<protocol::SampleAnswer> given;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const auto shown = evaluation::comparisonSample(chosen[i]);
        given.push_back({shown.id, shown.prompt, shown.reference, texts[i]});
    }
    return given;
}

// `samples`: of validation, of the test where there are none; the first of them are asked.
void addAsking(training::TrainingData& data, const std::vector<data::Sample>& samples,
               const std::vector<data::Sample>& pinned, const Answerer& answerer, const Options& options,
               const training::TrainSettings& settings, const protocol::EventSink& events) {
    data.metrics = options.compare.metrics;
    if (!settings.judgedBy.empty()) data.metrics.push_back(settings.judgedBy);
    data.askable = static_cast<std::int64_t>(samples.size());
    const AnswerOptions how{options.train.evalBatchSize, options.compare.maxNewTokens};
    data.answers = [=, all = samples](std::int64_t count, std::stop_token stop) {
        return asked(answerer, std::span(all).first(static_cast<std::size_t>(count)), how, stop, events);
    };
    if (!pinned.empty())
        data.pinnedAnswers = [=](std::stop_token stop) { return asked(answerer, pinned, how, stop, events); };
}

// What each training sample takes of a batch, where batches are made by that: all are read once.
void measureTokens(training::TrainingData& data, const training::TrainOptions& options, std::stop_token stop,
                   const protocol::EventSink& events) {
    if (!options.maxTokensPerBatch && !options.groupByLength) return;
    events(protocol::PhaseChanged{"preprocessing"});
    const auto size = data.train.size;
    data.tokens = training::tokenLengths(size, data.train.encode, data.train.name,
                                         training::reading(options, options.batchSize, size), stop,
                                         [&](std::int64_t done) { events(protocol::Progress{done, size, -1}); });
}

training::TrainingData trainingData(data::Splits splits, std::shared_ptr<const models::Processor> processor,
                                    std::shared_ptr<const data::Augmenter> augmenter, const Options& options) {
    training::TrainingData data;
    for (const auto& sample : splits.train)
        data.answerLengths.push_back(answerLength(sample));
    const auto shared = [](std::vector<data::Sample>& samples) {
        return std::make_shared<const std::vector<data::Sample>>(std::move(samples));
    };
    const auto train = shared(splits.train), validation = shared(splits.validation);
    const auto examples = std::make_shared<const Examples>(train, processor, options);
    data.train = datasetOf(examples, train);
    data.varies = augmenter->active();
    if (data.varies)
        data.train.encode = [=](std::int64_t i, std::int64_t epoch) { return examples->of(i, epoch, *augmenter); };
    data.validation = datasetOf(std::make_shared<const Examples>(validation, processor, options), validation);
    return data;
}

// What is easily taken for something else.
void warnOfReference(const Options& options, const data::Splits& splits, const protocol::EventSink& events) {
    const auto& objective = options.train.objective;
    if (objective.compares() && objective.reference == "base" && options.model.adapter)
        events(protocol::Message{
            protocol::Message::Level::Info,
            "preferences are measured from the model without the adapter that the training goes on from; "
            "pref_reference: start measures from the model with it"});
    if (objective.info().couples && options.train.batchSize == 1 && !options.train.maxTokensPerBatch &&
        splits.train.size() > 1)
        events(protocol::Message{protocol::Message::Level::Warning,
                                 objective.info().title +
                                     " estimates on a batch how far the model is from the reference, and "
                                     "per_device_train_batch_size is 1: take more"});
}

// What a training works on, read and set up.
struct Prepared {
    data::Splits splits;
    runs::PinnedSamples pinned;
    std::shared_ptr<const data::Augmenter> augmenter;
    models::ModelFolder folder;
    std::shared_ptr<models::Processor> processor;
    TrainingModel trained;
    torch::Device device;
};

Prepared prepare(const settings::Recipe& recipe, const fs::path& projectFolder, const Options& options,
                 const protocol::EventSink& events) {
    if (options.model.threads > 0) torch::set_num_threads(static_cast<int>(options.model.threads));
    const torch::Device device = deviceFrom(options.model.device);

    events(protocol::PhaseChanged{"loading"});
    const auto project = data::Project::open(projectFolder, data::Project::Access::ReadOnly);
    data::Splits all = splitsOf(project, options.data, options.model.model);
    auto pinned =
        runs::pinnedSamples(all, options.train.sampleAnswersTag, recipe.find("sample_answers_tag") != nullptr);
    data::Splits splits = learnable(std::move(all), options);
    warnOfReference(options, splits, events);
    for (const auto& note : splits.notes)
        events(protocol::Message{protocol::Message::Level::Warning, note});
    const auto augmenter = std::make_shared<const data::Augmenter>(
        data::makeAugmenter(recipe, project, static_cast<std::uint64_t>(options.train.seed)));
    warnOfUnmoved(splits.train, *augmenter, events);
    const auto folder = models::openModelFolder(options.model.model, models::Weights::Required);
    std::shared_ptr<models::Processor> processor = models::loadProcessor(folder.path, picturesOf(options));

    auto trained = setUpModel(recipe, options, folder, device, Values::Loaded);
    events(protocol::Message{protocol::Message::Level::Info, trained.trainable.summary});
    events(protocol::Message{protocol::Message::Level::Info,
                             std::to_string(splits.train.size()) + " training samples, " +
                                 std::to_string(splits.validation.size()) + " for validation, " +
                                 std::to_string(splits.test.size()) + " for the test"});
    return {std::move(splits), std::move(pinned), augmenter, folder, processor, std::move(trained), device};
}

training::ModelUnderTraining modelUnderTraining(const Prepared& prepared, const Options& options) {
    training::ModelUnderTraining tuned;
    const auto& [model, trainable] = prepared.trained;
    tuned.model = model;
    tuned.device = prepared.device;
    tuned.parameters = training::withRates(trainable.parameters(), *model, options.train);
    tuned.adapter = trainable.adapter.get();
    tuned.wholeWeights = options.wholeWeights();
    const double noise = options.train.optimization.neftuneAlpha.value_or(0);
    const double balance = options.train.optimization.balanceLoss.value_or(model->language().balanceLoss);
    tuned.setTraining = [adapter = tuned.adapter, kept = tuned.model, noise, balance](bool on) {
        adapter->train(on);
        kept->embeddingNoise = on ? noise : 0;
        kept->balanceLoss = on ? balance : 0;
    };
    return tuned;
}

}  // namespace

std::map<std::string, std::string> identityOptions(const settings::Recipe& recipe) {
    std::map<std::string, std::string> options;
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options) {
            const auto* entry = recipe.find(option.key);
            const auto value = entry ? settings::checked(option, entry->value, entry->where) : option.defaultValue;
            options[option.key] = settings::toText(value);
        }
    const training::TrainSettings train = training::TrainOptions::read(recipe);
    // Where the validation loss decides the rate, so does when and on what it is computed.
    for (const char* key : kFreeOptions)
        if (!train.plateau || !std::string(key).starts_with("eval_")) options.erase(key);
    for (const auto& option : evaluation::CompareOptions::schema().group().options)
        options.erase(option.key);
    // With a constant rate a run may be made longer: nothing before depends on where it ends.
    if (train.schedule == "constant" || (train.schedule == "constant_with_warmup" && train.warmupRatio == 0)) {
        options.erase("max_steps");
        options.erase("num_train_epochs");
    }
    return options;
}

void checkRecipe(const settings::Recipe& recipe, const fs::path& project, bool withData) {
    const Options options(recipe);
    const training::TrainSettings settings(options.train);  // throws for options that contradict each other
    deviceFrom(options.model.device);
    describeTrainable({recipe});
    const auto opened = data::Project::open(project, data::Project::Access::ReadOnly);
    if (withData) resolveSamples(opened, options);
}

namespace {

protocol::TrainResult trainInto(const TrainWork& work, protocol::Control& control, runs::RunPresence& presence) {
    const protocol::EventSink& events = presence.events();
    const Options options(work.recipe);
    const training::TrainSettings settings(options.train);
    const runs::RunFolder& run = work.run;
    Prepared prepared = prepare(work.recipe, work.project, options, events);
    auto& [splits, pinned, augmenter, folder, processor, trained, device] = prepared;
    auto& [model, trainable] = trained;

    // Until here there is nothing to go on with later.
    if (control.stopRequested()) throw Error::interrupted("stopped before the training began");
    if (!work.resume) runs::beginRun(run);
    presence.begin(run);
    training::Identity identity{identityOptions(work.recipe), hashOf(splits.train)};
    auto tuned = modelUnderTraining(prepared, options);
    if (!options.wholeWeights())
        tuned.saveAdapter = [adapter = trainable.adapter.get(), &options](const fs::path& target) {
            peft::saveAdapter(*adapter, target, options.model.model, picturesFile(options));
        };

    const std::vector<data::Sample> askable = splits.validation.empty() ? splits.test : splits.validation;
    if (!pinned.note.empty()) events(protocol::Message{protocol::Message::Level::Warning, pinned.note});
    if (!pinned.samples.empty() && settings.evaluate == training::TrainSettings::Evaluate::Never)
        events(protocol::Message{protocol::Message::Level::Info,
                                 std::to_string(pinned.samples.size()) +
                                     " pinned samples are answered on request alone: eval_strategy is no"});
    auto data = trainingData(std::move(splits), processor, augmenter, options);
    addAsking(data, askable, pinned.samples, {*model, *processor, endTokensOf(folder, processor->tokenizer())}, options,
              settings, events);
    measureTokens(data, options.train, control.stopToken(), events);
    const Json facts = runs::runFacts(identity.data, device.str(), TORCH_VERSION, at::get_num_threads());
    training::Trainer trainer(settings, std::move(tuned), std::move(data), std::move(identity), run, events);
    const bool goesOn = work.resume && trainer.resume();
    if (work.resume && !goesOn)
        events(protocol::Message{protocol::Message::Level::Info, "no checkpoint yet: starting from the beginning"});
    if (goesOn) work.recipe.save(run.recipe());  // which may make it longer
    if (!work.resume) {
        if (work.origin) runs::writeOrigin(run.path(), *work.origin);
        work.recipe.save(run.recipe());
        writeFileAtomically(run.facts(), facts.dump(2) + "\n");
    }
    if (!goesOn && work.origin && !work.origin->values.empty())
        trainer.startFrom(work.origin->values, work.origin->optimizer);
    trainer.stopAt(work.stopAt);
    const auto outcome = trainer.run(control);

    events(protocol::PhaseChanged{"saving"});
    if (!options.wholeWeights())
        peft::saveAdapter(*trainable.adapter, run.adapter(), options.model.model, picturesFile(options));
    else
        models::saveModel(*model, folder, run.model(), dtypeFrom(options.train.precision()));
    return {run.path(), outcome.steps, outcome.trainLoss, outcome.evalLoss};
}

}  // namespace

protocol::TrainResult trainRun(const TrainWork& work, protocol::Control& control, const protocol::EventSink& events) {
    runs::RunPresence presence(control, events);
    return presence.during([&] { return guarded([&] { return trainInto(work, control, presence); }); });
}

namespace {

protocol::FindRateResult findRateOn(const protocol::FindRateRequest& request, std::stop_token stop,
                                    const protocol::EventSink& events) {
    training::RateRange range({request.steps, request.lowest, request.highest});
    Options options(request.recipe);
    // The rates are the search's own; nothing is evaluated or averaged.
    options.train.maxSteps = request.steps;
    options.train.schedule = "constant";
    options.train.optimization.scheduleArguments = "{}";
    options.train.optimization.emaDecay.reset();
    options.train.evalStrategy = "no";
    options.train.curriculumLoss.reset();
    Prepared prepared = prepare(request.recipe, request.project, options, events);
    auto tuned = modelUnderTraining(prepared, options);
    auto data = trainingData(std::move(prepared.splits), prepared.processor, prepared.augmenter, options);
    training::Trainer trainer(options.train, std::move(tuned), std::move(data), {}, runs::RunFolder({}), events);
    events(protocol::PhaseChanged{"training"});
    while (!range.ended()) {
        if (stop.stop_requested()) throw Error::interrupted("stopped before a rate was found");
        const double rate = range.nextRate();
        range.add(trainer.tryStep(rate));
        const auto& point = range.points().back();
        events(
            protocol::Metrics{range.steps(), {{"lr", rate}, {"loss", point.loss}, {"smoothed_loss", point.smoothed}}});
        events(protocol::Progress{range.steps(), request.steps, -1});
    }
    protocol::FindRateResult result{{}, range.steepest(), range.tenthOfLowest(), range.diverged()};
    for (const auto& point : range.points())
        result.points.push_back({point.rate, point.loss, point.smoothed});
    return result;
}

// A branch goes on with the model and the adapter that it began with, whatever the recipe at hand names.
settings::Recipe startedWith(const runs::RunFolder& run, settings::Recipe recipe) {
    const auto begun = settings::Recipe::load(run.recipe());
    for (const char* key : {"model_name_or_path", "adapter_name_or_path"})
        if (const auto* entry = begun.find(key)) recipe.set(key, entry->value, entry->where);
    return recipe;
}

protocol::TrainResult trainAny(const protocol::TrainRequest& request, protocol::Control& control,
                               const protocol::EventSink& events) {
    const bool staged = request.recipe.find(settings::kStages);
    const Options options(staged ? settings::stagesOf(request.recipe).front().recipe : request.recipe);
    const runs::RunFolder run = runs::chooseRun(
        {request.project, request.run, options.finetuning.type, request.resume, options.train.overwriteRun});
    const bool folded = options.data.folds && !options.data.fold;
    if (!request.from.empty() && (staged || folded))
        throw Error("stages and folds cannot start from another run", "--from", "leave it out");
    if (staged) return trainStages(request, run, control, events);
    if (folded) return trainFolds(request, run, control, events);
    TrainWork work{request.recipe, request.project, run, request.resume, 0, {}};
    if (request.resume) {
        work.origin = runs::readOrigin(run.path());
        if (work.origin) work.recipe = startedWith(run, request.recipe);
    } else if (!request.from.empty()) {
        work.origin = runs::branchFrom(request.project, request.from, request.withOptimizer, work.recipe);
    }
    return trainRun(work, control, events);
}

// Sends how the state of a job changes around it.
template <class F>
auto withStates(const protocol::EventSink& events, F&& job) {
    events(protocol::StateChanged{protocol::State::Running, {}});
    try {
        auto result = guarded(job);
        events(protocol::StateChanged{protocol::State::Done, {}});
        return result;
    } catch (const Error& error) {
        events(protocol::StateChanged{
            error.kind() == Error::Kind::Interrupted ? protocol::State::Stopped : protocol::State::Failed,
            error.what()});
        throw;
    }
}

protocol::TrainResult train(const protocol::TrainRequest& request, protocol::Control& control,
                            const protocol::EventSink& events) {
    return withStates(events, [&] { return trainAny(request, control, events); });
}

protocol::FindRateResult findRate(const protocol::FindRateRequest& request, std::stop_token stop,
                                  const protocol::EventSink& events) {
    return withStates(events, [&] { return findRateOn(request, stop, events); });
}

const Handler<protocol::TrainRequest> trainHandler{train};
const Handler<protocol::FindRateRequest> findRateHandler{findRate};

}  // namespace
}  // namespace atelier::engine
