#include "training/trainer.h"

#include "common/error.h"
#include "protocol/control.h"
#include "training/loss.h"
#include "training/ordering.h"
#include "training/parameter_groups.h"
#include "training/reading.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace atelier::training {
namespace {

using protocol::Message;

void check(const TrainOptions& options, const Feed& feed) {
    const bool followed = options.loadBest || options.earlyStoppingSteps;
    if ((followed || options.predictWithGenerate) && options.evalStrategy == "no")
        throw Error("nothing is evaluated, so nothing can be the best", "eval_strategy",
                    "set eval_strategy to steps or epoch, or leave load_best_model_at_end, early_stopping_steps and "
                    "predict_with_generate out");
    if ((followed || options.predictWithGenerate) && feed.validation.size == 0)
        throw Error("there are no validation samples to tell which model is best", "val_size",
                    "set val_size, or mark samples as validation");
}

torch::Tensor normOf(const std::vector<torch::Tensor>& tensors) {
    return at::stack(at::_foreach_norm(tensors, 2)).to(torch::kFloat32).norm();
}

void scaleGradients(const std::vector<Trained>& parameters, double scale) {
    torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : parameters)
        if (parameter.tensor.grad().defined()) gradients.push_back(parameter.tensor.grad());
    at::_foreach_mul_(gradients, scale);
}

}  // namespace

Trainer::Trainer(const TrainOptions& options, Subject subject, Feed feed, Identity identity, runs::RunFolder run,
                 protocol::EventSink events)
    : options_(options),
      subject_(std::move(subject)),
      feed_(std::move(feed)),
      identity_(std::move(identity)),
      run_(std::move(run)),
      events_(std::move(events)),
      sampler_(feed_.answerLengths, ordering(options), feed_.tokens),
      curriculum_(options, *std::max_element(feed_.answerLengths.begin(), feed_.answerLengths.end())),
      totalSteps_(stepsOf(options, sampler_)),
      schedule_(options, totalSteps_),
      log_(run_, {totalSteps_, options.loggingSteps, options.saveSteps,
                  options.evalSteps.value_or(options.loggingSteps), options.batchSize, options.epochs}),
      optimizer_(makeOptimizer(subject_.parameters, options)),
      rateGroups_(rateGroups(subject_.parameters)),
      evaluator_(options_, subject_, feed_, events_),
      best_(options),
      diagnosis_(options, totalSteps_),
      lossScale_(options.fp16),
      microBatch_(options.maxTokensPerBatch ? feed_.train.size : options.batchSize) {
    check(options, feed_);
    if (curriculum_.active() && options.maxSteps < 0)
        throw Error("curriculum_loss needs max_steps", "curriculum_loss",
                    "with a curriculum an epoch has no fixed length");
    if (schedule_.needsEvaluation() && (options.evalStrategy == "no" || feed_.validation.size == 0))
        throw Error("reduce_lr_on_plateau needs evaluations", "lr_scheduler_type",
                    "set eval_strategy to steps or epoch, and val_size above 0");
    if (options.optimization.emaDecay) average_.emplace(subject_.parameters, *options.optimization.emaDecay);
    prefetcher_ = std::make_unique<Prefetcher>(
        feed_.train.encode, feed_.train.name,
        reading(options, std::max<std::int64_t>(1, sampler_.samplesInStep() / options.accumulation)));
    torch::manual_seed(static_cast<std::uint64_t>(options.seed));
}

// --- the recipe ---

TrainOutcome Trainer::run(protocol::Control& control) {
    const std::stop_token stop = control.stopToken();
    checkDisk();
    reports_ = makeReports(options_, run_, identity_.options);
    phase("training");
    started_ = lastLog_ = Clock::now();
    if (planned_.empty() && step_ < totalSteps_) plan();
    while (!over()) {
        handleControl(control);
        if (stop.stop_requested()) endHere();
        if (evaluationPending_) evaluate(stop, true);  // a stop came in between
        if (over()) break;
        if (stopAt_ > 0 && step_ >= stopAt_) endHere();
        const Sampler::Step step = takePlanned();
        const StepResult result = trainStep(step, schedule_.at(step_) * rateFactor_);
        account(result, step);
        report();
        if (step_ % options_.loggingSteps == 0 || step_ == totalSteps_) log(result);
        evaluationPending_ = evaluationDue(step);
        if (evaluationPending_) evaluate(stop, true);
        if (step_ % options_.saveSteps == 0) save();
    }
    if (options_.evalStrategy != "no" && evaluatedStep_ != step_) evaluate(stop, true);
    finish();
    return {step_, stepsInAll_ > 0 ? lossInAll_ / static_cast<double>(stepsInAll_) : 0, evalLoss_};
}

void Trainer::endHere() {
    save();
    throw Error::interrupted("stopped after step " + std::to_string(step_) + " of " + std::to_string(totalSteps_),
                             run_.path().string(), "its checkpoint is saved; resume to go on");
}

bool Trainer::over() const {
    return step_ >= totalSteps_ || best_.exhausted() || (endAfterEpoch_ && epochEnded());
}

bool Trainer::epochEnded() const {
    return step_ > 0 && (planned_.empty() || planned_.front().epoch != epochOfStep_);
}

// Does what is asked and pauses. Time that is spent here belongs to no step.
void Trainer::handleControl(protocol::Control& control) {
    handleCommands(control);
    if (!control.pauseRequested() || control.stopRequested()) return;
    const auto began = Clock::now();
    const auto saved = lastLog_;
    events_(protocol::StateChanged{protocol::State::Paused, {}});
    while (control.pauseRequested() && !control.stopRequested()) {
        handleCommands(control);
        control.waitWhilePaused();
    }
    const auto spent = Clock::now() - began;
    started_ += spent;
    lastLog_ = saved + spent;
    if (!control.stopRequested()) events_(protocol::StateChanged{protocol::State::Running, {}});
}

void Trainer::handleCommands(protocol::Control& control) {
    for (const auto& change : control.takeRateChanges())
        changeRate(change);
    if (control.take(protocol::Command::EndEpoch)) {
        endAfterEpoch_ = true;
        say(Message::Level::Info, "this epoch is the last one");
    }
    if (control.take(protocol::Command::Evaluate)) evaluate(control.stopToken(), false);
    if (control.take(protocol::Command::Answer)) answerNow(control.stopToken());
    if (control.take(protocol::Command::Save)) saveNow();
}

void Trainer::changeRate(const protocol::RateChange& change) {
    const double factor = change.kind == protocol::RateChange::Kind::Factor ? rateFactor_ * change.number
                                                                            : change.number / options_.learningRate;
    if (!(factor > 0) || !std::isfinite(factor)) return;
    rateFactor_ = factor;
    // A checkpoint of this step goes on with the old one.
    if (savedStep_ == step_) savedStep_ = -1;
    char text[64];
    std::snprintf(text, sizeof text, "%.6g", rateFactor_ * options_.learningRate);
    say(Message::Level::Info, "learning rate from step " + std::to_string(step_ + 1) + " on: the schedule's shape at " +
                                  text + " instead of the recipe's");
}

double Trainer::tryStep(double rate) {
    if (planned_.empty()) plan();
    const StepResult result = trainStep(takePlanned(), rate);
    ++step_;
    return result.applied ? result.loss : std::numeric_limits<double>::quiet_NaN();
}

Trainer::StepResult Trainer::trainStep(const Sampler::Step& step, double rate) {
    StepResult result;
    result.rate = rate;
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
    const double factor = lossScale_.value();
    if (gradient.targets > 0) {
        // The gradient is of the summed loss; its mean over the whole step's target tokens is what is followed. One
        // wait for the device.
        const auto numbers =
            at::stack({gradient.loss.to(torch::kFloat64), normOf(grads).to(torch::kFloat64)}).to(torch::kCPU);
        const auto count = static_cast<double>(gradient.targets);
        result.loss = numbers[0].item<double>() / count;
        result.gradNorm = numbers[1].item<double>() / count / factor;
    }
    result.applied = gradient.targets > 0 && std::isfinite(result.loss) && std::isfinite(result.gradNorm);
    if (gradient.targets > 0 && std::isfinite(result.loss))
        result.overflow = lossScale_.update(std::isfinite(result.gradNorm));
    if (result.applied) {
        double scale = 1 / static_cast<double>(gradient.targets) / factor;
        if (options_.maxGradNorm > 0) scale *= std::min(1.0, options_.maxGradNorm / (result.gradNorm + 1e-6));
        if (subject_.adapter && !subject_.wholeWeights) {
            // A method may look at the gradients after the step, and not every optimizer leaves them as they were.
            scaleGradients(subject_.parameters, scale);
            scale = 1;
        }
        optimizer_->step(result.rate, scale);
        if (subject_.adapter) subject_.adapter->afterStep({step_ + 1, totalSteps_, scale});
        if (average_) average_->update();
    }
    clearGradients();
    return result;
}

Trainer::Gradient Trainer::accumulate(const Sampler::Step& step) {
    Gradient total;
    total.loss = torch::zeros({}, torch::dtype(torch::kFloat32).device(subject_.device));
    subject_.setTraining(true);
    for (const std::int64_t size : piecesOf(step)) {
        const auto samples = prefetcher_->next(size);
        if (samples.empty()) continue;
        const auto batch = models::pack(pointers(samples)).to(subject_.device);
        total.tokens += batch.ids.size(0);
        total.samples += static_cast<std::int64_t>(samples.size());
        if (batch.targets.count() == 0) continue;
        total.targets += batch.targets.count();
        const auto loss = batchLoss(*subject_.model, batch, options_.optimization.labelSmoothing);
        loss.backward(lossScale_.active() ? torch::full_like(loss, lossScale_.value()) : torch::Tensor());
        total.loss += loss.detach();
    }
    addAuxiliaryLoss(total.targets);
    return total;
}

// What a method adds to the loss counts as much as the mean loss of the step's tokens.
void Trainer::addAuxiliaryLoss(std::int64_t targets) {
    if (!subject_.adapter || targets == 0) return;
    const auto loss = subject_.adapter->auxiliaryLoss();
    if (!loss.defined()) return;
    (loss * (static_cast<double>(targets) * (lossScale_.active() ? lossScale_.value() : 1))).backward();
}

// Numbers of samples that are computed at once.
std::vector<std::int64_t> Trainer::piecesOf(const Sampler::Step& step) const {
    auto batches = step.batches;
    if (batches.empty()) batches.push_back(static_cast<std::int64_t>(step.samples.size()));
    std::vector<std::int64_t> pieces;
    for (std::int64_t batch : batches)
        for (; batch > 0; batch -= pieces.back())
            pieces.push_back(std::min(batch, microBatch_));
    return pieces;
}

// A graphics card that has no memory left gets the same step in smaller pieces.
Trainer::Gradient Trainer::accumulateHalving(const Sampler::Step& step) {
    const auto pieces = piecesOf(step);
    const std::int64_t largest = *std::max_element(pieces.begin(), pieces.end());
    try {
        return accumulate(step);
    } catch (const c10::OutOfMemoryError&) {
        if (largest == 1) throw;
    }
    clearGradients();
    at::accelerator::emptyCache();
    microBatch_ = (largest + 1) / 2;
    say(Message::Level::Warning, "the graphics card's memory is full: going on with batches of " +
                                     std::to_string(microBatch_) + " samples; the step and its result stay the same");
    // What was read is partly consumed: read anew, this step and those planned behind it.
    prefetcher_ = std::make_unique<Prefetcher>(feed_.train.encode, feed_.train.name,
                                               reading(options_, std::min(microBatch_, sampler_.samplesInStep())));
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

// --- end ---

// What is left to do when no step is.
void Trainer::finish() {
    if (savedStep_ != step_) save();
    if (step_ < totalSteps_) {
        const std::string why = best_.exhausted() ? "early_stopping" : "after_epoch";
        log_.end(step_, epoch_, elapsed(), why);
        say(Message::Level::Info, best_.exhausted()
                                      ? "ended at step " + std::to_string(step_) + ": " +
                                            std::to_string(best_.worse()) + " evaluations in a row without a gain"
                                      : "ended after the epoch, as asked");
    }
    log_.writeState(step_, epoch_);
    takeBest();
    if (average_) average_->settle();  // what is saved from here on is the average
}

}  // namespace atelier::training
