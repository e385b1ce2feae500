#include "training/evaluator.h"

#include "common/error.h"
#include "evaluation/comparison.h"
#include "training/components/objective_meter.h"
#include "training/reading.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
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
    Prefetcher prefetcher(part.encode, part.name, reading(options_, options_.evalBatchSize, part.size));
    std::vector<std::int64_t> own;  // of this rank
    for (std::int64_t i = communicator_.rank(); i < part.size; i += communicator_.worldSize())
        own.push_back(i);
    prefetcher.request(own, 0);

    const auto& metrics = objective_.info().metrics;
    std::vector<double> sums(2 + 2 * metrics.size());  // loss, what it is over, and the same of each metric
    const std::int64_t size = std::ssize(own);
    for (std::int64_t begin = 0; begin < size; begin += options_.evalBatchSize) {
        if (stop.stop_requested()) return;
        const auto examples = prefetcher.next(std::min(options_.evalBatchSize, size - begin));
        events_(protocol::Progress{begin, size, -1});
        if (examples.empty()) continue;
        const auto batch = objective_.pack(pointers(examples)).to(model_.device);
        if (objective_.count(batch) == 0) continue;
        const auto result = objective_.loss(*model_.model, batch, reference_, /*training=*/false);
        sums[0] += result.loss.item<double>();
        sums[1] += static_cast<double>(result.count);
        if (metrics.empty()) continue;
        const auto figures = result.figures.to(torch::kCPU).flatten();
        for (std::size_t i = 0; i < 2 * metrics.size(); ++i)
            sums[2 + i] += figures[static_cast<std::int64_t>(i)].item<double>();
    }
    communicator_.sum(sums);
    if (sums[1] == 0) return;
    into.loss = sums[0] / sums[1];
    std::map<std::string, Mean> means;
    for (std::size_t i = 0; i < metrics.size(); ++i)
        means[metrics[i]] = {sums[2 + 2 * i], sums[3 + 2 * i]};
    for (const auto& [name, value] : meansOf(objective_, means))
        into.figures["eval_" + name] = value;
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
