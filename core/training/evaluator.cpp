#include "training/evaluator.h"

#include "common/error.h"
#include "evaluation/comparison.h"
#include "models/batch.h"
#include "training/loss.h"
#include "training/reading.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace atelier::training {

std::optional<Evaluation> Evaluator::evaluate(std::int64_t step, bool due, std::stop_token stop) const {
    model_.setTraining(false);
    Evaluation evaluation;
    evaluation.due = due;
    if (data_.validation.size > 0) measureLoss(evaluation, stop);
    if (judged() > 0) evaluation.judged = first(judged(), step, stop);
    if (judged() > 0 && !data_.pinnedAnswers) {
        const auto count = std::min(std::ssize(evaluation.judged), static_cast<std::ptrdiff_t>(options_.sampleAnswers));
        evaluation.watched.assign(evaluation.judged.begin(), evaluation.judged.begin() + count);
    } else if (canWatch()) {
        evaluation.watched = watched(options_.sampleAnswers, step, stop);
    }
    if (stop.stop_requested()) return std::nullopt;
    if (evaluation.loss) evaluation.figures["eval_loss"] = *evaluation.loss;
    if (options_.predictWithGenerate) judge(evaluation);
    return evaluation;
}

void Evaluator::measureLoss(Evaluation& into, std::stop_token stop) const {
    events_(protocol::PhaseChanged{"evaluating"});
    const auto began = std::chrono::steady_clock::now();
    torch::NoGradGuard noGrad;
    const auto& part = data_.validation;
    Prefetcher prefetcher(part.encode, part.name, reading(options_, options_.evalBatchSize));
    std::vector<std::int64_t> own;  // of this rank
    for (std::int64_t i = communicator_.rank(); i < part.size; i += communicator_.worldSize())
        own.push_back(i);
    prefetcher.request(own, 0);

    double sum = 0;
    std::int64_t targets = 0;
    const std::int64_t size = std::ssize(own);
    for (std::int64_t begin = 0; begin < size; begin += options_.evalBatchSize) {
        if (stop.stop_requested()) return;
        const auto samples = prefetcher.next(std::min(options_.evalBatchSize, size - begin));
        events_(protocol::Progress{begin, size, -1});
        if (samples.empty()) continue;
        const auto batch = models::pack(pointers(samples)).to(model_.device);
        if (batch.targets.count() == 0) continue;
        sum += batchLoss(*model_.model, batch).item<double>();
        targets += batch.targets.count();
    }
    std::array<double, 2> sums{sum, static_cast<double>(targets)};
    communicator_.sum(sums);
    if (sums[1] == 0) return;
    into.loss = sums[0] / sums[1];
    into.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    into.samplesPerSecond = static_cast<double>(part.size) / std::max(1e-9, into.seconds);
}

std::vector<protocol::SampleAnswer> Evaluator::watched(std::int64_t count, std::int64_t step,
                                                       std::stop_token stop) const {
    return data_.pinnedAnswers ? ask(data_.pinnedAnswers, step, stop) : first(count, step, stop);
}

std::vector<protocol::SampleAnswer> Evaluator::first(std::int64_t count, std::int64_t step,
                                                     std::stop_token stop) const {
    count = std::min(count, data_.askable);
    if (!data_.answers || count == 0) return {};
    return ask([&](std::stop_token token) { return data_.answers(count, token); }, step, stop);
}

std::vector<protocol::SampleAnswer> Evaluator::ask(const Asking& asking, std::int64_t step,
                                                   std::stop_token stop) const {
    if (stop.stop_requested()) return {};
    events_(protocol::PhaseChanged{"answering"});
    model_.setTraining(false);
    std::string problem;
    try {
        auto all = asking(stop);
        for (auto& answer : all)
            answer.step = step;
        return all;
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Interrupted) return {};
        problem = error.what();
    } catch (const c10::OutOfMemoryError&) {
        problem = "the graphics card's memory is full";
        at::accelerator::emptyCache();
    }
    events_(protocol::Message{protocol::Message::Level::Warning,
                              "no sample answers at step " + std::to_string(step) + ": " + problem});
    return {};
}

void Evaluator::judge(Evaluation& evaluation) const {
    protocol::Comparison comparison;
    comparison.contestants = {{"model"}};
    for (const auto& answer : evaluation.judged)
        comparison.samples.push_back({answer.sampleId, {}, answer.prompt, answer.reference, {answer.answer}, {}});
    evaluation::score(comparison, data_.metrics);
    for (const auto& [name, values] : comparison.metrics)
        evaluation.figures["eval_" + name] = values.front();
}

}  // namespace atelier::training
