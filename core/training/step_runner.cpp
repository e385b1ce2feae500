#include "training/step_runner.h"

#include "common/error.h"
#include "training/reading.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace atelier::training {
namespace {

torch::Tensor normOf(const std::vector<torch::Tensor>& tensors) {
    return at::stack(at::_foreach_norm(tensors, 2)).to(torch::kFloat32).norm();
}

}  // namespace

StepRunner::StepRunner(const TrainSettings& settings, const ModelUnderTraining& model, DataLoader& data,
                       Optimizer& optimizer, LossScale& lossScale, const Components& components,
                       Communicator& communicator, protocol::EventSink events, const Objective& objective,
                       Reference reference, bool defer)
    : settings_(settings),
      model_(model),
      data_(data),
      optimizer_(optimizer),
      lossScale_(lossScale),
      components_(components),
      communicator_(communicator),
      events_(std::move(events)),
      objective_(objective),
      reference_(std::move(reference)),
      defers_(mayDefer(defer || !model.device.is_cpu())),
      // Not every optimizer leaves the gradients as a component wants to see them.
      scalesGradients_(
          std::any_of(components.begin(), components.end(), [](const auto& one) { return one->readsGradients(); })) {}

bool StepRunner::mayDefer(bool wanted) const {
    return wanted && optimizer_.stepsUnread() && !lossScale_.active() &&
           std::none_of(components_.begin(), components_.end(), [](const auto& one) { return one->needsEachResult(); });
}

StepRunner::Counts StepRunner::run(const Sampler::Step& samples, std::int64_t step, double rate) {
    Gradient gradient = accumulateHalving(samples);
    sumOverRanks(gradient);
    checkLearns(gradient, samples, step);

    Unread one;
    one.lossScale = lossScale_.value();
    one.result.step = step;
    one.result.rate = rate;
    one.result.count = gradient.counts.count;
    one.result.tokens = gradient.counts.tokens;
    one.result.samples = gradient.counts.samples;
    one.result.applied = gradient.counts.count > 0;
    if (one.result.applied) {
        one.figures = at::cat({at::stack({gradient.loss.to(torch::kFloat64), normOf(gradients()).to(torch::kFloat64)}),
                               gradient.figures.flatten()});
        if (defers_) {
            applyUnread(one);
        } else {
            read(one);
            if (one.result.applied) apply(one.result, one.lossScale);
        }
    }
    clearGradients();
    unread_.push_back(std::move(one));
    return gradient.counts;
}

std::vector<StepResult> StepRunner::results() {
    std::vector<StepResult> results;
    for (auto& one : unread_) {
        if (one.figures.defined()) read(one);
        results.push_back(one.result);
    }
    unread_.clear();
    return results;
}

// The gradient is of the summed loss; its mean over the whole step is what is followed. One wait for the device.
void StepRunner::read(Unread& one) {
    const auto figures = one.figures.to(torch::kCPU);
    one.figures.reset();
    const auto count = static_cast<double>(one.result.count);
    one.result.loss = figures[0].item<double>() / count;
    one.result.gradNorm = figures[1].item<double>() / count / one.lossScale;
    one.result.applied = std::isfinite(one.result.loss) && std::isfinite(one.result.gradNorm);
    const auto& metrics = objective_.info().metrics;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        const auto at = static_cast<std::int64_t>(2 + 2 * i);
        one.result.figures[metrics[i]] = {figures[at].item<double>(), figures[at + 1].item<double>()};
    }
    if (std::isfinite(one.result.loss)) one.result.overflow = lossScale_.update(std::isfinite(one.result.gradNorm));
}

void StepRunner::apply(const StepResult& result, double lossScale) {
    double scale = 1 / static_cast<double>(result.count) / lossScale;
    if (settings_.maxGradNorm > 0) scale *= std::min(1.0, settings_.maxGradNorm / (result.gradNorm + 1e-6));
    if (scalesGradients_) {
        torch::NoGradGuard noGrad;
        at::_foreach_mul_(gradients(), scale);
        scale = 1;
    }
    optimizer_.step(result.rate, scale);
    for (const auto& component : components_)
        component->afterUpdate({result.step, data_.totalSteps(), scale});
}

// The same arithmetic, on the device.
void StepRunner::applyUnread(const Unread& one) {
    torch::NoGradGuard noGrad;
    const auto norm = one.figures[1] / static_cast<double>(one.result.count);
    auto scale = torch::full_like(norm, 1 / static_cast<double>(one.result.count));
    if (settings_.maxGradNorm > 0) scale = scale * (settings_.maxGradNorm / (norm + 1e-6)).clamp_max(1);
    if (scalesGradients_) {
        at::_foreach_mul_(gradients(), scale.to(torch::kFloat32));
        scale = torch::ones_like(scale);
    }
    const auto finite = at::isfinite(one.figures.narrow(0, 0, 2)).all();
    optimizer_.stepUnread(one.result.rate, scale, finite);
}

StepRunner::Gradient StepRunner::accumulate(const Sampler::Step& samples) {
    Gradient total;
    total.loss = torch::zeros({}, torch::dtype(torch::kFloat32).device(model_.device));
    total.figures =
        torch::zeros({std::ssize(objective_.info().metrics), 2}, total.loss.options().dtype(torch::kFloat64));
    model_.setTraining(true);
    for (const std::int64_t size : data_.microBatches(samples)) {
        const auto examples = data_.read(size);
        if (examples.empty()) continue;
        const auto batch = objective_.pack(pointers(examples)).to(model_.device);
        total.counts.tokens += batch.tokens;
        total.counts.samples += batch.size();
        if (objective_.count(batch) == 0) continue;
        auto result = objective_.loss(*model_.model, batch, reference_, /*training=*/true);
        // It counts as much as the mean loss of the batch.
        if (const auto balance = model_.model->takeBalanceLoss(); balance.defined())
            result.loss = result.loss + balance * static_cast<double>(result.count);
        total.counts.count += result.count;
        // Undefined gradients of all that is trained are told of in checkLearns().
        if (result.loss.requires_grad())
            result.loss.backward(lossScale_.active() ? torch::full_like(result.loss, lossScale_.value())
                                                     : torch::Tensor());
        total.loss += result.loss.detach();
        if (result.figures.defined()) total.figures += result.figures;
    }
    for (const auto& component : components_)
        component->afterBackward({total.counts.count, lossScale_.value()});
    return total;
}

// A graphics card that has no memory left gets the same step in smaller pieces.
StepRunner::Gradient StepRunner::accumulateHalving(const Sampler::Step& samples) {
    std::optional<std::int64_t> smaller;
    try {
        return accumulate(samples);
    } catch (const c10::OutOfMemoryError&) {
        smaller = data_.readInHalves(samples);
        if (!smaller) throw;
    }
    clearGradients();
    at::accelerator::emptyCache();
    events_(
        protocol::Message{protocol::Message::Level::Warning,
                          "the graphics card's memory is full: going on with batches of " + std::to_string(*smaller) +
                              (objective_.info().couples ? " samples, from which " + objective_.info().title +
                                                               " now estimates how far the model is from the reference"
                                                         : " samples; the step and its result stay the same")});
    return accumulateHalving(samples);
}

void StepRunner::sumOverRanks(Gradient& gradient) {
    auto& counts = gradient.counts;
    std::vector<double> numbers{static_cast<double>(counts.count), static_cast<double>(counts.tokens),
                                static_cast<double>(counts.samples)};
    communicator_.sum(numbers);
    counts = {static_cast<std::int64_t>(numbers[0]), static_cast<std::int64_t>(numbers[1]),
              static_cast<std::int64_t>(numbers[2])};
    communicator_.sum({gradient.loss, gradient.figures});
    std::vector<torch::Tensor> parameters;
    for (const auto& parameter : model_.parameters)
        parameters.push_back(parameter.tensor);
    sumGradients(communicator_, parameters);
}

void StepRunner::checkLearns(const Gradient& gradient, const Sampler::Step& samples, std::int64_t step) const {
    if (gradient.counts.count == 0 && gradient.counts.samples > 0 && step == 1)
        throw Error("the samples of the first step have nothing to learn: no answer is left after cutting",
                    "sample " + (samples.samples.empty() ? "" : data_.sampleName(samples.samples[0])),
                    "raise cutoff_len or check the answers");
    if (gradient.counts.count > 0 && gradients().empty())
        throw Error("no trained parameter takes part in this data", {},
                    "a part that is trained must see its input, e.g. images");
}

std::vector<torch::Tensor> StepRunner::gradients() const {
    std::vector<torch::Tensor> all;
    for (const auto& parameter : model_.parameters)
        if (parameter.tensor.grad().defined()) all.push_back(parameter.tensor.grad());
    return all;
}

void StepRunner::clearGradients() {
    for (auto& parameter : model_.parameters)
        parameter.tensor.mutable_grad().reset();
}

}  // namespace atelier::training
