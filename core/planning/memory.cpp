#include "planning/memory.h"

#include "common/scope_name.h"
#include "kernels/stand_in.h"
#include "planning/memory_ledger.h"

#include <torch/torch.h>

#include <algorithm>
#include <set>

namespace atelier::planning {
namespace {

constexpr const char *kBatch = "batch", *kLoss = "loss", *kBackward = "backward";

std::uint64_t gradientBytes(const std::vector<peft::Parameter>& parameters) {
    std::uint64_t sum = 0;
    for (const auto& parameter : parameters)
        sum += parameter.tensor.nbytes();
    return sum;
}

void clearGradients(const std::vector<peft::Parameter>& parameters) {
    for (const auto& parameter : parameters) {
        torch::Tensor tensor = parameter.tensor;
        tensor.mutable_grad().reset();
    }
}

// The batch with tensors of its own, so that the ledger counts them.
training::ExampleBatch counted(const training::ExampleBatch& batch) {
    const ScopeName scope(kBatch);
    training::ExampleBatch own = batch;
    const auto count = [](models::Batch& part) {
        for (auto& medium : part.media)
            for (auto& [_, tensor] : medium.tensors)
                tensor = torch::empty_like(tensor);
    };
    count(own.learned.batch);
    if (own.mismatched) count(own.mismatched->batch);
    return own;
}

// Stands for a reference model: sizes alone.
torch::Tensor referenceSizes(const training::ExampleBatch& batch) {
    const auto sequences = batch.learned.targets.size(0) + (batch.mismatched ? batch.mismatched->targets.size(0) : 0);
    return torch::empty({batch.size(), sequences / std::max<std::int64_t>(1, batch.size())}, batch.weights.options());
}

Footprint read(const MemoryLedger& ledger) {
    Footprint footprint;
    for (const auto& [scope, bytes] : ledger.atPeak()) {
        if (scope == kBatch)
            footprint.batch += bytes;
        else if (scope == kLoss || scope == kBackward || scope.empty())
            footprint.working += bytes;
        else
            footprint.activations[scope] += bytes;
    }
    return footprint;
}

}  // namespace

std::uint64_t Footprint::sum() const {
    std::uint64_t sum = weights + gradients + optimizer + working + batch;
    for (const auto& [_, bytes] : activations)
        sum += bytes;
    return sum;
}

std::uint64_t weightBytes(const models::Model& model, const std::vector<peft::Parameter>& parameters) {
    std::uint64_t sum = 0;
    std::set<const at::TensorImpl*> seen;
    const auto add = [&](const torch::Tensor& tensor) {
        if (seen.insert(tensor.unsafeGetTensorImpl()).second) sum += tensor.nbytes();
    };
    for (const auto& tensor : model.parameters())
        add(tensor);
    for (const auto& parameter : parameters)
        add(parameter.tensor);
    for (const auto& module : model.modules())
        if (const auto* linear = dynamic_cast<const nn::LinearImpl*>(module.get()); linear && !linear->weight.defined())
            sum += linear->matrix().bytes();
    return sum;
}

Footprint trainingFootprint(models::Model& model, const std::vector<peft::Parameter>& parameters,
                            const training::Objective& objective, const training::ExampleBatch& batch,
                            const StepOptions& options) {
    const kernels::StandIn standIn(options.device);
    MemoryLedger ledger;
    const auto own = counted(batch);
    const auto step = [&] {
        if (objective.count(own) == 0) return;  // training passes over such batches
        torch::Tensor loss;
        {
            const ScopeName scope(kLoss);
            loss = objective.loss(model, own, referenceSizes, /*training=*/true).loss;
        }
        const ScopeName scope(kBackward);
        if (loss.requires_grad()) loss.backward();
    };
    step();
    if (options.accumulates) {
        ledger.restart();
        step();
    }
    Footprint footprint = read(ledger);
    clearGradients(parameters);
    footprint.weights = weightBytes(model, parameters);
    footprint.optimizer = options.optimizerState;
    // Gradients are made in the backward pass, the last ones at its end.
    footprint.gradients = std::min(gradientBytes(parameters), footprint.working);
    footprint.working -= footprint.gradients;
    return footprint;
}

Footprint evaluationFootprint(models::Model& model, const std::vector<peft::Parameter>& parameters,
                              const training::Objective& objective, const training::ExampleBatch& batch,
                              const StepOptions& options) {
    torch::NoGradGuard noGrad;
    const kernels::StandIn standIn(options.device);
    MemoryLedger ledger;
    const auto own = counted(batch);
    if (objective.count(own) > 0) {
        const ScopeName scope(kLoss);
        objective.loss(model, own, referenceSizes, /*training=*/false);
    }
    Footprint footprint = read(ledger);
    footprint.weights = weightBytes(model, parameters);
    footprint.optimizer = options.optimizerState;
    return footprint;
}

std::uint64_t cacheBytes(models::Model& model, std::int64_t sequences, std::int64_t tokens) {
    torch::NoGradGuard noGrad;
    const auto options = torch::dtype(torch::kInt64).device(torch::kMeta);
    models::Batch batch;
    batch.ids = torch::empty({sequences}, options);
    batch.positions = torch::empty({3, sequences}, options);
    batch.segments = nn::Segments::ofLengths(std::vector<std::int64_t>(static_cast<std::size_t>(sequences), 1));
    auto cache = model.makeCache(sequences, tokens);
    model.hidden(batch, &cache);
    return cache.bytes();
}

}  // namespace atelier::planning
