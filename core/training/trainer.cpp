#include "training/trainer.h"

#include "common/error.h"
#include "common/file.h"
#include "common/memory.h"
#include "jobs/wire.h"
#include "training/loss.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace atelier::training {
namespace {

using jobs::Message;

std::int64_t stepsOf(const TrainOptions& options, std::int64_t stepsPerEpoch) {
    if (options.maxSteps >= 0) return options.maxSteps;
    return static_cast<std::int64_t>(std::ceil(options.epochs * static_cast<double>(stepsPerEpoch)));
}

Prefetcher::Options reading(const TrainOptions& options, std::int64_t batch) {
    Prefetcher::Options reading;
    reading.workers = options.workers;
    // A batch in reserve while one is computed; more would only cost memory.
    reading.ahead = std::max<std::int64_t>(2 * batch, 2 * options.workers);
    reading.skipBad = options.skipBadSamples;
    return reading;
}

std::vector<const models::Encoded*> pointers(const std::vector<std::shared_ptr<const models::Encoded>>& samples) {
    std::vector<const models::Encoded*> result;
    for (const auto& sample : samples)
        result.push_back(sample.get());
    return result;
}

std::string megabytes(std::uint64_t bytes) {
    return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

torch::Tensor normOf(const std::vector<torch::Tensor>& tensors) {
    return at::stack(at::_foreach_norm(tensors, 2)).to(torch::kFloat32).norm();
}

}  // namespace

Trainer::Trainer(const TrainOptions& options, Subject subject, Feed feed, Identity identity, RunFolder run,
                 jobs::EventSink events)
    : options_(options),
      subject_(std::move(subject)),
      feed_(std::move(feed)),
      identity_(std::move(identity)),
      run_(std::move(run)),
      events_(std::move(events)),
      sampler_(feed_.answerLengths,
               {static_cast<std::uint64_t>(options.seed), options.samplesPerStep(), !options.disableShuffling}),
      curriculum_(options, *std::max_element(feed_.answerLengths.begin(), feed_.answerLengths.end())),
      totalSteps_(stepsOf(options, sampler_.stepsPerEpoch())),
      schedule_(options, totalSteps_),
      log_(run_, {totalSteps_, options.loggingSteps, options.saveSteps,
                  options.evalSteps.value_or(options.loggingSteps), options.batchSize, options.epochs}),
      optimizer_(makeOptimizer(subject_.parameters, options)),
      microBatch_(options.batchSize) {
    if (curriculum_.active() && options.maxSteps < 0)
        throw Error("curriculum_loss needs max_steps", "curriculum_loss",
                    "with a curriculum an epoch has no fixed length");
    prefetcher_ =
        std::make_unique<Prefetcher>(feed_.train.encode, feed_.train.name, reading(options, options.batchSize));
    torch::manual_seed(static_cast<std::uint64_t>(options.seed));
}

// --- the recipe ---

TrainOutcome Trainer::run(jobs::Control& control) {
    const std::stop_token stop = control.stopToken();
    checkDisk();
    phase("training");
    started_ = lastLog_ = Clock::now();
    if (planned_.empty() && step_ < totalSteps_) plan();
    while (step_ < totalSteps_) {
        heed(control);
        if (stop.stop_requested()) endHere();
        if (evaluationPending_) evaluate(stop);  // a stop came in between
        if (stopAt_ > 0 && step_ >= stopAt_) endHere();
        const Sampler::Step step = takePlanned();
        const StepResult result = trainStep(step);
        account(result, step);
        report();
        if (step_ % options_.loggingSteps == 0 || step_ == totalSteps_) log(result);
        evaluationPending_ = evaluationDue(step);
        if (evaluationPending_) evaluate(stop);
        if (step_ % options_.saveSteps == 0) save();
    }
    if (options_.evalStrategy != "no" && evaluatedStep_ != step_) evaluate(stop);
    if (savedStep_ != step_) save();
    log_.writeState(step_, epoch_);
    return {step_, stepsInAll_ > 0 ? lossInAll_ / static_cast<double>(stepsInAll_) : 0, evalLoss_};
}

void Trainer::endHere() {
    save();
    throw Error::interrupted("stopped after step " + std::to_string(step_) + " of " + std::to_string(totalSteps_),
                             run_.path().string(), "its checkpoint is saved; resume to go on");
}

// Saves and pauses as asked. Time that is spent here belongs to no step.
void Trainer::heed(jobs::Control& control) {
    if (control.takeSaveRequest()) saveNow();
    if (!control.pauseRequested() || control.stopRequested()) return;
    const auto began = Clock::now();
    const auto saved = lastLog_;
    events_(jobs::StateChanged{jobs::State::Paused, {}});
    while (control.pauseRequested() && !control.stopRequested()) {
        if (control.takeSaveRequest()) saveNow();
        control.waitWhilePaused();
    }
    const auto spent = Clock::now() - began;
    started_ += spent;
    lastLog_ = saved + spent;
    if (!control.stopRequested()) events_(jobs::StateChanged{jobs::State::Running, {}});
}

Trainer::StepResult Trainer::trainStep(const Sampler::Step& step) {
    StepResult result;
    result.rate = schedule_.at(step_);
    const Gradient gradient = accumulateHalving(step);
    tokens_ += gradient.tokens;
    tokensSinceLog_ += gradient.tokens;
    samplesSinceLog_ += gradient.samples;
    result.targets = gradient.targets;
    if (gradient.targets == 0 && step_ == 0)
        throw Error("the samples of the first step have nothing to learn: no answer is left after cutting",
                    "sample " + (step.samples.empty() ? "" : feed_.train.name(step.samples[0])),
                    "raise cutoff_len or check the answers");

    std::vector<torch::Tensor> grads;
    for (const auto& parameter : subject_.parameters)
        if (parameter.tensor.grad().defined()) grads.push_back(parameter.tensor.grad());
    if (gradient.targets > 0 && grads.empty())
        throw Error("no trained parameter takes part in this data", {},
                    "a part that is trained must see its input, e.g. images");
    if (gradient.targets > 0) {
        // The gradient is of the summed loss; its mean over the whole step's target tokens is what is followed. One
        // wait for the device.
        const auto numbers =
            at::stack({gradient.loss.to(torch::kFloat64), normOf(grads).to(torch::kFloat64)}).to(torch::kCPU);
        const auto count = static_cast<double>(gradient.targets);
        result.loss = numbers[0].item<double>() / count;
        result.gradNorm = numbers[1].item<double>() / count;
    }
    result.applied = gradient.targets > 0 && std::isfinite(result.loss) && std::isfinite(result.gradNorm);
    if (result.applied) {
        double scale = 1 / static_cast<double>(gradient.targets);
        if (options_.maxGradNorm > 0) scale *= std::min(1.0, options_.maxGradNorm / (result.gradNorm + 1e-6));
        optimizer_->step(result.rate, scale);
    }
    clearGradients();
    return result;
}

Trainer::Gradient Trainer::accumulate(const Sampler::Step& step) {
    Gradient total;
    total.loss = torch::zeros({}, torch::dtype(torch::kFloat32).device(subject_.device));
    subject_.setTraining(true);
    const auto size = static_cast<std::int64_t>(step.samples.size());
    for (std::int64_t begin = 0; begin < size; begin += microBatch_) {
        const auto samples = prefetcher_->next(std::min(microBatch_, size - begin));
        if (samples.empty()) continue;
        const auto batch = models::pack(pointers(samples)).to(subject_.device);
        total.tokens += batch.ids.size(0);
        total.samples += static_cast<std::int64_t>(samples.size());
        const Targets targets = findTargets(batch);
        if (targets.count() == 0) continue;
        total.targets += targets.count();
        const auto loss = batchLoss(*subject_.model, batch, targets);
        loss.backward();
        total.loss += loss.detach();
    }
    return total;
}

// A graphics card that has no memory left gets the same step in smaller pieces.
Trainer::Gradient Trainer::accumulateHalving(const Sampler::Step& step) {
    try {
        return accumulate(step);
    } catch (const c10::OutOfMemoryError&) {
        if (microBatch_ == 1) throw;
    }
    clearGradients();
    at::accelerator::emptyCache();
    microBatch_ = (microBatch_ + 1) / 2;
    say(Message::Level::Warning, "the graphics card's memory is full: going on with batches of " +
                                     std::to_string(microBatch_) + " samples; the step and its result stay the same");
    // What was read is partly consumed: read anew, this step and those planned behind it.
    prefetcher_ = std::make_unique<Prefetcher>(feed_.train.encode, feed_.train.name, reading(options_, microBatch_));
    prefetcher_->request(step.samples, step.epoch);
    for (const auto& later : planned_)
        prefetcher_->request(later.samples, later.epoch);
    return accumulateHalving(step);
}

void Trainer::clearGradients() {
    for (auto& parameter : subject_.parameters)
        parameter.tensor.mutable_grad().reset();
}

// --- order of samples ---

// One step ahead of the computation, so that its samples are read meanwhile. What is planned when never depends on
// time.
void Trainer::plan() {
    if (curriculum_.active()) sampler_.setLimit(curriculum_.limit());
    planned_.push_back(sampler_.next());
    ++plannedSteps_;
    prefetcher_->request(planned_.back().samples, planned_.back().epoch);
}

Sampler::Step Trainer::takePlanned() {
    Sampler::Step step = std::move(planned_.front());
    planned_.pop_front();
    if (plannedSteps_ < totalSteps_) plan();
    return step;
}

// --- accounts ---

void Trainer::account(const StepResult& result, const Sampler::Step& step) {
    ++step_;
    epoch_ = step.epochAfter;
    if (const std::int64_t skipped = prefetcher_->skipped(); skipped > skippedSamples_) {
        skippedSamples_ = skipped;
        say(Message::Level::Warning,
            std::to_string(skipped) + " samples left out so far; last: " + prefetcher_->lastSkipReason());
    }
    if (!result.applied) {
        ++badSteps_;
        const std::string cause =
            result.targets == 0 ? "nothing to learn in it" : "loss or gradient is not a finite number";
        say(Message::Level::Warning,
            "step " + std::to_string(step_) + " skipped: " + cause + " (" + std::to_string(badSteps_) + " so far)");
        if (++badInARow_ >= kBadStepsInARow)
            throw Error::failure(
                "stopped at step " + std::to_string(step_) + ": " + std::to_string(badInARow_) +
                    " steps in a row skipped, " + cause,
                run_.path().string(),
                "lower learning_rate or max_grad_norm, then start again; earlier checkpoints are kept");
        return;
    }
    badInARow_ = 0;
    lossSinceLog_ += result.loss;
    ++stepsSinceLog_;
    lossInAll_ += result.loss;
    ++stepsInAll_;
    if (curriculum_.update(result.loss))
        say(Message::Level::Info, "step " + std::to_string(step_) + ": answers of up to " +
                                      std::to_string(curriculum_.limit()) + " characters");
}

double Trainer::elapsed() const {
    return elapsedBefore_ + std::chrono::duration<double>(Clock::now() - started_).count();
}

double Trainer::secondsLeft() const {
    return step_ == 0 ? -1 : elapsed() / static_cast<double>(step_) * static_cast<double>(totalSteps_ - step_);
}

void Trainer::report() {
    events_(jobs::Progress{step_, totalSteps_, secondsLeft()});
}

void Trainer::log(const StepResult& result) {
    const double seconds = std::max(1e-9, std::chrono::duration<double>(Clock::now() - lastLog_).count());
    TrainLog::Entry entry;
    entry.step = step_;
    entry.epoch = epoch_;
    entry.elapsed = elapsed();
    entry.remaining = secondsLeft();
    if (stepsSinceLog_ > 0) entry.loss = lossSinceLog_ / static_cast<double>(stepsSinceLog_);
    entry.rate = result.rate;
    if (result.applied) entry.gradNorm = result.gradNorm;
    entry.throughput = static_cast<double>(tokensSinceLog_) / seconds;
    entry.tokens = tokens_;
    jobs::Metrics metrics{step_,
                          {{"lr", result.rate},
                           {"epoch", epoch_},
                           {"tokens_per_second", *entry.throughput},
                           {"samples_per_second", static_cast<double>(samplesSinceLog_) / seconds}}};
    if (entry.loss) metrics.values["loss"] = *entry.loss;
    if (entry.gradNorm) metrics.values["grad_norm"] = *entry.gradNorm;
    if (curriculum_.active()) metrics.values["curriculum_limit"] = static_cast<double>(curriculum_.limit());
    if (const auto resident = residentBytes()) {
        entry.memory = static_cast<double>(*resident) / 1e9;
        metrics.values["memory"] = *entry.memory;
    }
    if (subject_.device.is_cuda()) {
        const auto stats = at::accelerator::getDeviceStats(subject_.device.index());
        entry.vramAllocated = static_cast<double>(stats.allocated_bytes[0].peak) / 1e9;
        entry.vramReserved = static_cast<double>(stats.reserved_bytes[0].peak) / 1e9;
        metrics.values["vram_allocated"] = *entry.vramAllocated;
    }
    log_.add(entry);
    log_.writeState(step_, epoch_);
    events_(metrics);
    lossSinceLog_ = 0;
    stepsSinceLog_ = tokensSinceLog_ = samplesSinceLog_ = 0;
    lastLog_ = Clock::now();
}

void Trainer::say(Message::Level level, const std::string& text) const {
    events_(Message{level, text});
}

void Trainer::phase(const std::string& name) const {
    events_(jobs::PhaseChanged{name});
}

// --- evaluation ---

bool Trainer::evaluationDue(const Sampler::Step& step) const {
    if (options_.evalStrategy == "steps") return step_ % options_.evalSteps.value_or(options_.loggingSteps) == 0;
    if (options_.evalStrategy == "epoch") return planned_.empty() || planned_.front().epoch != step.epoch;
    return false;
}

// Nothing is told or logged before all of it is there: what a stop cuts short is done anew when the run goes on.
void Trainer::evaluate(std::stop_token stop) {
    if (feed_.validation.size == 0 && !feed_.answers) return;
    const auto began = Clock::now();
    subject_.setTraining(false);
    const auto entry = validationLoss(stop);
    auto answers = sampleAnswers(stop);
    lastLog_ += Clock::now() - began;  // throughput is of training
    phase("training");
    if (stop.stop_requested()) return;  // run() saves and ends
    evaluatedStep_ = step_;
    evaluationPending_ = false;
    if (entry) {
        evalLoss_ = entry->evalLoss;
        log_.add(*entry);
        log_.writeState(step_, epoch_);
        events_(jobs::Metrics{step_, {{"eval_loss", *entry->evalLoss}, {"epoch", epoch_}}});
    }
    for (auto& answer : answers) {
        answer.step = step_;
        appendLine(run_.sampleAnswers(), jobs::toJson(answer).dump(-1, ' ', false, Json::error_handler_t::replace));
        events_(answer);
    }
}

// Nothing when stopped, or when there is nothing to evaluate.
std::optional<TrainLog::Entry> Trainer::validationLoss(std::stop_token stop) {
    if (feed_.validation.size == 0) return std::nullopt;
    phase("evaluating");
    const auto began = Clock::now();
    torch::NoGradGuard noGrad;
    Prefetcher prefetcher(feed_.validation.encode, feed_.validation.name, reading(options_, options_.evalBatchSize));
    std::vector<std::int64_t> all(static_cast<std::size_t>(feed_.validation.size));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<std::int64_t>(i);
    prefetcher.request(all, 0);

    double sum = 0;
    std::int64_t targets = 0;
    for (std::int64_t begin = 0; begin < feed_.validation.size; begin += options_.evalBatchSize) {
        if (stop.stop_requested()) return std::nullopt;
        const auto samples = prefetcher.next(std::min(options_.evalBatchSize, feed_.validation.size - begin));
        events_(jobs::Progress{begin, feed_.validation.size, -1});
        if (samples.empty()) continue;
        const auto batch = models::pack(pointers(samples)).to(subject_.device);
        const Targets found = findTargets(batch);
        if (found.count() == 0) continue;
        sum += batchLoss(*subject_.model, batch, found).item<double>();
        targets += found.count();
    }
    if (targets == 0) return std::nullopt;
    TrainLog::Entry entry;
    entry.step = step_;
    entry.epoch = epoch_;
    entry.elapsed = elapsed();
    entry.remaining = secondsLeft();
    entry.evalLoss = sum / static_cast<double>(targets);
    entry.evalSeconds = std::chrono::duration<double>(Clock::now() - began).count();
    entry.evalSamplesPerSecond = static_cast<double>(feed_.validation.size) / std::max(1e-9, *entry.evalSeconds);
    entry.tokens = tokens_;
    return entry;
}

// They are for the eye: what goes wrong with them is told and costs no training.
std::vector<jobs::SampleAnswer> Trainer::sampleAnswers(std::stop_token stop) {
    if (!feed_.answers || stop.stop_requested()) return {};
    phase("answering");
    std::string problem;
    try {
        return feed_.answers(stop);
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Interrupted) return {};
        problem = error.what();
    } catch (const c10::OutOfMemoryError&) {
        problem = "the graphics card's memory is full";
        at::accelerator::emptyCache();
    }
    say(Message::Level::Warning, "no sample answers at step " + std::to_string(step_) + ": " + problem);
    return {};
}

// --- checkpoints ---

void Trainer::checkDisk() const {
    std::uint64_t trained = 0;
    for (const auto& parameter : subject_.parameters)
        trained += parameter.tensor.nbytes();
    const std::uint64_t checkpoint = trained * (subject_.wholeWeights ? 1 : 2) + optimizer_->stateBytes() + 1'000'000;
    // A new one is written before an old one goes.
    const std::uint64_t needed = 2 * checkpoint, free = freeBytes(run_.path());
    if (free < needed)
        throw Error::failure("not enough room for checkpoints: two of " + megabytes(checkpoint) + " are needed, " +
                                 megabytes(free) + " are free",
                             run_.path().string(), "free some space, or choose another project folder");
}

// Who asks for it hears of it, also where nothing has changed since the last one.
void Trainer::saveNow() {
    if (savedStep_ == step_)
        events_(jobs::CheckpointSaved{step_, run_.checkpoint(step_).string()});
    else
        save();
}

void Trainer::save() {
    if (savedStep_ == step_) return;
    phase("saving");
    const auto began = Clock::now();
    const auto target = run_.checkpoint(step_);
    try {
        AtomicFolder folder(target);
        const CheckpointFiles files(folder.path(), subject_.wholeWeights);
        std::map<std::string, torch::Tensor> parameters;
        for (const auto& parameter : subject_.parameters)
            parameters[parameter.name] = parameter.tensor;
        writeTensors(files.parameters, parameters);
        if (subject_.saveAdapter) subject_.saveAdapter(folder.path() / "adapter");
        writeTensors(files.optimizer, optimizer_->state());
        writeTensors(files.generators, generatorStates());
        Json planned = Json::array();
        for (const auto& step : planned_)
            planned.push_back({{"epoch", step.epoch}, {"epoch_after", step.epochAfter}, {"samples", step.samples}});
        const Json progress{{"step", step_},
                            {"planned_steps", plannedSteps_},
                            {"epoch", epoch_},
                            {"tokens", tokens_},
                            {"elapsed", elapsed()},
                            {"loss_since_log", lossSinceLog_},
                            {"steps_since_log", stepsSinceLog_},
                            {"loss_in_all", lossInAll_},
                            {"steps_in_all", stepsInAll_},
                            {"skipped_steps", badSteps_},
                            {"skipped_steps_in_a_row", badInARow_},
                            {"eval_loss", evalLoss_ ? Json(*evalLoss_) : Json()},
                            {"evaluated_step", evaluatedStep_},
                            {"evaluation_pending", evaluationPending_},
                            {"sampler", sampler_.state()},
                            {"planned", planned},
                            {"curriculum", curriculum_.state()},
                            {"options", identity_.options},
                            {"data", identity_.data}};
        writeFileAtomically(files.progress, progress.dump(2) + "\n");
        writeFileAtomically(files.trainerState, log_.state(step_, epoch_).dump(2) + "\n");
        folder.publish();
    } catch (const Error& e) {
        throw Error(
            std::string("cannot save the checkpoint of step ") + std::to_string(step_) + ": " + e.message(), e.where(),
            "earlier checkpoints are kept; " + (e.hint().empty() ? "" : e.hint() + "; ") + "then resume the run",
            e.kind());
    } catch (const std::filesystem::filesystem_error& e) {
        throw Error::failure(
            std::string("cannot save the checkpoint of step ") + std::to_string(step_) + ": " + e.code().message(),
            target.string(), "earlier checkpoints are kept; mend the disk, then resume the run");
    }
    savedStep_ = step_;
    if (options_.saveTotalLimit) run_.removeOldCheckpoints(*options_.saveTotalLimit);
    events_(jobs::CheckpointSaved{step_, target.string()});
    lastLog_ += Clock::now() - began;
    phase("training");
}

void Trainer::startFrom(const std::filesystem::path& checkpoint, bool withOptimizer) {
    const CheckpointFiles files(checkpoint, subject_.wholeWeights);
    restoreParameters(files.parameters, subject_.parameters);
    if (withOptimizer) optimizer_->restore(readTensors(files.optimizer), files.optimizer.string());
}

bool Trainer::resume() {
    run_.sweep();
    const auto steps = run_.checkpointSteps();
    if (steps.empty()) {
        log_.resume(Json::object(), 0);  // what was logged happens anew
        return false;
    }
    const auto folder = run_.checkpoint(steps.back());
    const CheckpointFiles files(folder, subject_.wholeWeights);
    const std::string where = files.progress.string();
    const Json progress = readJson(files.progress);

    std::string differs;
    const auto saved = progress.at("options").get<std::map<std::string, std::string>>();
    const auto valueIn = [](const std::map<std::string, std::string>& map, const std::string& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::string("not there") : found->second;
    };
    std::map<std::string, std::string> keys = saved;
    keys.insert(identity_.options.begin(), identity_.options.end());
    for (const auto& [key, _] : keys) {
        const std::string before = valueIn(saved, key), now = valueIn(identity_.options, key);
        if (before != now) differs += (differs.empty() ? "" : "; ") + key + " was " + before + " and is " + now;
    }
    if (jsonAt<std::string>(progress, "data", where) != identity_.data)
        differs += (differs.empty() ? "" : "; ") + std::string("the training samples are not the same");
    if (!differs.empty())
        throw Error("the checkpoint does not belong to this recipe: " + differs, folder.string(),
                    "resume with what it was started with, or start a new run");

    step_ = jsonAt<std::int64_t>(progress, "step", where);
    plannedSteps_ = jsonAt<std::int64_t>(progress, "planned_steps", where);
    epoch_ = jsonAt<double>(progress, "epoch", where);
    tokens_ = jsonAt<std::int64_t>(progress, "tokens", where);
    elapsedBefore_ = jsonAt<double>(progress, "elapsed", where);
    lossSinceLog_ = jsonAt<double>(progress, "loss_since_log", where);
    stepsSinceLog_ = jsonAt<std::int64_t>(progress, "steps_since_log", where);
    lossInAll_ = jsonAt<double>(progress, "loss_in_all", where);
    stepsInAll_ = jsonAt<std::int64_t>(progress, "steps_in_all", where);
    badSteps_ = jsonAt<std::int64_t>(progress, "skipped_steps", where);
    badInARow_ = jsonAt<std::int64_t>(progress, "skipped_steps_in_a_row", where);
    if (!progress.at("eval_loss").is_null()) evalLoss_ = progress.at("eval_loss").get<double>();
    evaluatedStep_ = jsonAt<std::int64_t>(progress, "evaluated_step", where);
    evaluationPending_ = jsonAt<bool>(progress, "evaluation_pending", where);
    sampler_.restore(progress.at("sampler"), where);
    curriculum_.restore(progress.at("curriculum"), where);
    restoreParameters(files.parameters, subject_.parameters);
    optimizer_->restore(readTensors(files.optimizer), files.optimizer.string());
    restoreGenerators(readTensors(files.generators));
    planned_.clear();
    for (const auto& item : progress.at("planned")) {
        planned_.push_back({jsonAt<std::int64_t>(item, "epoch", where), jsonAt<double>(item, "epoch_after", where),
                            item.at("samples").get<std::vector<std::int64_t>>()});
        for (const std::int64_t sample : planned_.back().samples)
            if (sample < 0 || sample >= feed_.train.size) throw Error("a planned sample does not exist", where);
        prefetcher_->request(planned_.back().samples, planned_.back().epoch);
    }
    log_.resume(readJson(files.trainerState), step_);
    savedStep_ = step_;
    say(Message::Level::Info, "going on after step " + std::to_string(step_) + " of " + std::to_string(totalSteps_));
    return true;
}

}  // namespace atelier::training
