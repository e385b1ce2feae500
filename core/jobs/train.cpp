#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "data/augmentation/augmentation.h"
#include "data/dataset_source.h"
#include "evaluation/comparison.h"
#include "jobs/answers.h"
#include "jobs/boundary.h"
#include "jobs/choose_run.h"
#include "jobs/compare_options.h"
#include "jobs/jobs.h"
#include "jobs/load_model.h"
#include "jobs/train_run.h"
#include "jobs/trainable_tree.h"
#include "peft/options.h"
#include "peft/trainable.h"
#include "settings/stages.h"
#include "training/trainer.h"

#include <torch/torch.h>

namespace atelier::jobs {
namespace fs = std::filesystem;
namespace {

using training::RunFolder;

// Options that change nothing that is learnt: a run may go on with others.
constexpr const char* kFreeOptions[] = {"logging_steps",
                                        "save_steps",
                                        "save_total_limit",
                                        "overwrite_output_dir",
                                        "eval_strategy",
                                        "eval_steps",
                                        "per_device_eval_batch_size",
                                        "dataloader_num_workers",
                                        "threads",
                                        "max_eval_samples",
                                        "sample_answers"};

struct Options {
    training::ModelOptions model;
    training::TrainOptions train;
    data::DataOptions data;
    peft::FinetuningOptions finetuning;
    CompareOptions compare;

    explicit Options(const settings::Recipe& recipe)
        : model(training::ModelOptions::schema().read(recipe)),
          train(training::TrainOptions::schema().read(recipe)),
          data(data::DataOptions::schema().read(recipe)),
          finetuning(peft::FinetuningOptions::schema().read(recipe)),
          compare(CompareOptions::schema().read(recipe)) {
        if (model.model.empty()) throw Error("no model is named", "model_name_or_path", "give the folder of a model");
    }
    bool wholeWeights() const { return finetuning.type == "full" || finetuning.type == "freeze"; }
};

// The data as the run depends on it; where the files lie is no part of it.
std::string hashOf(const std::vector<data::Sample>& samples) {
    std::string all;
    for (const auto& sample : samples) {
        std::string text = sample.id;
        for (const auto& turn : sample.turns)
            text += "\n" + std::to_string(static_cast<int>(turn.role)) + turn.text;
        for (const auto& media : sample.media) {
            text += "\n" + media.path.filename().string();
            if (media.crop)
                for (const double side : {media.crop->left, media.crop->top, media.crop->right, media.crop->bottom})
                    text += " " + std::to_string(side);
        }
        all += std::to_string(stableHash(text)) + "\n";
    }
    return std::to_string(samples.size()) + " samples, " + std::to_string(stableHash(all));
}

training::Feed::Part partOf(std::shared_ptr<const std::vector<data::Sample>> samples,
                            std::shared_ptr<const models::Processor> processor, const models::EncodeOptions& options) {
    training::Feed::Part part;
    part.size = static_cast<std::int64_t>(samples->size());
    part.encode = [=](std::int64_t i, std::int64_t) {
        return processor->encode((*samples)[static_cast<std::size_t>(i)], options);
    };
    part.name = [=](std::int64_t i) { return (*samples)[static_cast<std::size_t>(i)].id; };
    return part;
}

// The same samples as each epoch shows them: varied, and weighed by their concept.
training::Prefetcher::Encode varying(std::shared_ptr<const std::vector<data::Sample>> samples,
                                     std::shared_ptr<const models::Processor> processor,
                                     const models::EncodeOptions& options,
                                     std::shared_ptr<const data::Augmenter> augmenter) {
    return [=](std::int64_t i, std::int64_t epoch) {
        const auto& sample = (*samples)[static_cast<std::size_t>(i)];
        const auto varied = augmenter->augment(sample, epoch, processor->openImage);
        auto encoding = options;
        encoding.picture = [&](std::size_t media) { return varied.images[media]; };
        auto encoded = processor->encode(varied.sample, encoding);
        encoded.weight = augmenter->weight(sample);
        return encoded;
    };
}

// Pictures that are never moved although that was asked for are no surprise later on.
void tellStraight(const std::vector<data::Sample>& samples, const data::Augmenter& augmenter, const EventSink& events) {
    std::int64_t count = 0;
    std::string last;
    for (const auto& sample : samples)
        if (const std::string why = augmenter.alwaysStraight(sample); !why.empty()) {
            ++count;
            last = sample.id + ": " + why;
        }
    if (count > 0)
        events(Message{Message::Level::Warning,
                       std::to_string(count) + " samples are not turned, cut or otherwise moved; last: " + last});
}

std::int64_t answerLength(const data::Sample& sample) {
    std::int64_t length = 0;
    for (const auto& turn : sample.turns)
        if (turn.role == data::Turn::Role::Assistant) length += data::characterCount(turn.text);
    return length;
}

// The first validation samples, of the test where there are none, answered as compare() does.
std::function<std::vector<SampleAnswer>(std::stop_token)> askingOf(const data::Splits& splits, const Answerer& answerer,
                                                                   const Options& options) {
    const auto& from = splits.validation.empty() ? splits.test : splits.validation;
    const auto count = std::min(from.size(), static_cast<std::size_t>(options.train.sampleAnswers));
    if (count == 0 || options.train.evalStrategy == "no") return {};
    const std::vector<data::Sample> samples(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
    const AnswerOptions how{options.train.evalBatchSize, options.compare.maxNewTokens};
    return [=](std::stop_token stop) {
        const auto texts = answers(answerer, samples, how, stop, [](std::int64_t) {});
        std::vector<SampleAnswer> all;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const auto shown = evaluation::comparisonSample(samples[i]);
            all.push_back({shown.id, shown.prompt, shown.reference, texts[i]});
        }
        return all;
    };
}

training::Feed feedOf(data::Splits splits, std::shared_ptr<const models::Processor> processor,
                      std::shared_ptr<const data::Augmenter> augmenter, const Options& options) {
    const models::EncodeOptions encoding{options.data.cutoffLength, options.train.trainOnPrompt,
                                         options.train.maskHistory};
    training::Feed feed;
    for (const auto& sample : splits.train)
        feed.answerLengths.push_back(answerLength(sample));
    const auto train = std::make_shared<const std::vector<data::Sample>>(std::move(splits.train));
    feed.train = partOf(train, processor, encoding);
    if (augmenter->active()) feed.train.encode = varying(train, processor, encoding, augmenter);
    feed.validation =
        partOf(std::make_shared<const std::vector<data::Sample>>(std::move(splits.validation)), processor, encoding);
    return feed;
}

// What is frozen computes and rests in 16 bits; what is trained stays in 32, except where even that is wished in 16.
void lowerPrecision(models::VisionLanguageModel& model, const std::vector<peft::Parameter>& trained,
                    const training::TrainOptions& options) {
    if (!options.halfPrecision()) return;
    torch::NoGradGuard noGrad;
    for (auto& parameter : model.parameters())
        if (!parameter.requires_grad()) parameter.set_data(parameter.to(torch::kBFloat16));
    model.computeType = torch::kBFloat16;
    if (!options.pureBf16) return;
    for (const auto& parameter : trained) {
        torch::Tensor tensor = parameter.tensor;
        tensor.set_data(tensor.to(torch::kBFloat16));
    }
}

}  // namespace

std::map<std::string, std::string> learntOptions(const settings::Recipe& recipe) {
    std::map<std::string, std::string> options;
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options) {
            const auto* entry = recipe.find(option.key);
            const auto value = entry ? settings::checked(option, entry->value, entry->where) : option.defaultValue;
            options[option.key] = settings::toText(value);
        }
    for (const char* key : kFreeOptions)
        options.erase(key);
    for (const auto& option : CompareOptions::schema().group().options)
        options.erase(option.key);
    // With a constant rate a run may be made longer: nothing before depends on where it ends.
    const auto train = training::TrainOptions::schema().read(recipe);
    if (train.schedule == "constant" || (train.schedule == "constant_with_warmup" && train.warmupRatio == 0)) {
        options.erase("max_steps");
        options.erase("num_train_epochs");
    }
    return options;
}

void checkRecipe(const settings::Recipe& recipe, const fs::path& project, bool withData) {
    const Options options(recipe);
    deviceFrom(options.model.device);
    describeTrainable({recipe});
    const auto opened = data::Project::open(project, data::Project::Access::ReadOnly);
    if (withData) data::resolveData(opened, options.data);
}

TrainResult trainRun(const TrainWork& request, Control& control, const EventSink& events) {
    const Options options(request.recipe);
    if (options.model.threads > 0) torch::set_num_threads(static_cast<int>(options.model.threads));
    const torch::Device device = deviceFrom(options.model.device);
    const RunFolder& run = request.run;

    events(PhaseChanged{"loading"});
    const auto project = data::Project::open(request.project, data::Project::Access::ReadOnly);
    data::Splits splits = data::resolveData(project, options.data);
    for (const auto& note : splits.notes)
        events(Message{Message::Level::Warning, note});
    const auto augmenter = std::make_shared<const data::Augmenter>(
        data::makeAugmenter(request.recipe, project, static_cast<std::uint64_t>(options.train.seed)));
    tellStraight(splits.train, *augmenter, events);
    const auto folder = models::openModelFolder(options.model.model, models::Weights::Required);
    std::shared_ptr<models::Processor> processor =
        models::loadProcessor(folder.path, {options.model.imageMinPixels, options.model.imageMaxPixels});

    // Weights that are trained are read in full; an adapter's base needs no more than it computes in.
    const bool half = options.train.halfPrecision();
    auto model =
        models::loadModel(folder, {half && !options.wholeWeights() ? torch::kBFloat16 : torch::kFloat32, device});
    const auto& family = Registry<models::Family>::instance().at(folder.modelType, "model_type (model family)");
    std::optional<fs::path> start;
    if (options.model.adapter) start = *options.model.adapter;
    const auto trainable =
        peft::makeTrainable(*model, family, request.recipe, static_cast<std::uint64_t>(options.train.seed), start);
    lowerPrecision(*model, trainable.parameters, options.train);
    events(Message{Message::Level::Info, trainable.summary});
    events(Message{Message::Level::Info, std::to_string(splits.train.size()) + " training samples, " +
                                             std::to_string(splits.validation.size()) + " for validation, " +
                                             std::to_string(splits.test.size()) + " for the test"});

    // Until here there is nothing to go on with later.
    if (control.stopRequested()) throw Error::interrupted("stopped before the training began");
    if (!request.resume) beginRun(run);
    const training::RunLock lock(run);
    training::Identity identity{learntOptions(request.recipe), hashOf(splits.train)};
    training::Subject subject;
    subject.model = model;
    subject.device = device;
    for (const auto& parameter : trainable.parameters)
        subject.parameters.push_back({parameter.name, parameter.tensor});
    subject.wholeWeights = options.wholeWeights();
    subject.setTraining = [adapter = trainable.adapter.get()](bool on) {
        if (adapter) adapter->train(on);
    };
    if (trainable.adapter)
        subject.saveAdapter = [&](const fs::path& target) {
            peft::saveAdapter(*trainable.adapter, target, options.model.model);
        };

    auto asking = askingOf(splits, {*model, *processor, endTokensOf(folder, processor->tokenizer())}, options);
    auto feed = feedOf(std::move(splits), processor, augmenter, options);
    feed.answers = std::move(asking);
    training::Trainer trainer(options.train, subject, std::move(feed), std::move(identity), run, events);
    const bool goesOn = request.resume && trainer.resume();
    if (request.resume && !goesOn)
        events(Message{Message::Level::Info, "no checkpoint yet: starting from the beginning"});
    if (!request.resume) {
        if (request.origin) writeOrigin(run.path(), *request.origin);
        request.recipe.save(run.recipe());
    }
    if (!goesOn && request.origin && !request.origin->values.empty())
        trainer.startFrom(request.origin->values, request.origin->optimizer);
    trainer.stopAt(request.stopAt);
    const auto outcome = trainer.run(control);

    events(PhaseChanged{"saving"});
    if (trainable.adapter)
        peft::saveAdapter(*trainable.adapter, run.adapter(), options.model.model);
    else
        models::saveModel(*model, folder, run.model(), half ? torch::kBFloat16 : torch::kFloat32);
    return {run.path(), outcome.steps, outcome.trainLoss, outcome.evalLoss};
}

namespace {

// A branch goes on with the model and the adapter that it began with, whatever the recipe at hand names.
settings::Recipe startedWith(const RunFolder& run, settings::Recipe recipe) {
    const auto begun = settings::Recipe::load(run.recipe());
    for (const char* key : {"model_name_or_path", "adapter_name_or_path"})
        if (const auto* entry = begun.find(key)) recipe.set(key, entry->value, entry->where);
    return recipe;
}

TrainResult trainAny(const TrainRequest& request, Control& control, const EventSink& events) {
    const bool staged = request.recipe.find(settings::kStages);
    const Options options(staged ? settings::stagesOf(request.recipe).front().recipe : request.recipe);
    const RunFolder run =
        chooseRun({request.project, request.run, options.finetuning.type, request.resume, options.train.overwriteRun});
    const bool folded = options.data.folds && !options.data.fold;
    if (!request.from.empty() && (staged || folded))
        throw Error("stages and folds cannot start from another run", "--from", "leave it out");
    if (staged) return trainStages(request, run, control, events);
    if (folded) return trainFolds(request, run, control, events);
    TrainWork work{request.recipe, request.project, run, request.resume, 0, {}};
    if (request.resume) {
        work.origin = readOrigin(run.path());
        if (work.origin) work.recipe = startedWith(run, request.recipe);
    } else if (!request.from.empty()) {
        work.origin = branchFrom(request.project, request.from, request.withOptimizer, work.recipe);
    }
    return trainRun(work, control, events);
}

}  // namespace

TrainResult train(const TrainRequest& request, Control& control, const EventSink& events) {
    events(StateChanged{State::Running, {}});
    try {
        auto result = guarded([&] { return trainAny(request, control, events); });
        events(StateChanged{State::Done, {}});
        return result;
    } catch (const Error& error) {
        events(StateChanged{error.kind() == Error::Kind::Interrupted ? State::Stopped : State::Failed, error.what()});
        throw;
    }
}

}  // namespace atelier::jobs
