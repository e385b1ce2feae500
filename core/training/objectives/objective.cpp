#include "training/objectives/objective.h"

#include "training/loss.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

torch::Tensor moved(const torch::Tensor& tensor, torch::Device device) {
    return tensor.to(device, /*non_blocking=*/true);
}

}  // namespace

PackedSequences PackedSequences::to(torch::Device device) const {
    return {batch.to(device), moved(sequenceOf, device), moved(targets, device)};
}

PackedSequences packSequences(const std::vector<const models::Encoded*>& sequences) {
    PackedSequences packed;
    packed.batch = models::pack(sequences);
    // The targets of a pack stand sequence by sequence.
    std::vector<std::int64_t> owners;
    std::vector<double> counts;
    for (const auto* sequence : sequences) {
        const auto count = targetTokens(*sequence);
        owners.insert(owners.end(), static_cast<std::size_t>(count), static_cast<std::int64_t>(counts.size()));
        counts.push_back(static_cast<double>(count));
    }
    packed.sequenceOf = torch::tensor(owners, torch::kInt64);
    packed.targets = torch::tensor(counts, torch::kFloat64);
    return packed;
}

ExampleBatch ExampleBatch::to(torch::Device device) const {
    ExampleBatch there = *this;
    there.learned = learned.to(device);
    if (mismatched) there.mismatched = mismatched->to(device);
    there.weights = moved(weights, device);
    there.liked = moved(liked, device);
    return there;
}

ExampleBatch Objective::pack(const std::vector<const Example*>& examples) const {
    ExampleBatch packed;
    std::vector<const models::Encoded*> learned, mismatched;
    std::vector<double> weights;
    auto liked = torch::empty({std::ssize(examples)}, torch::kBool);
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const Example& example = *examples[i];
        packed.numbers.push_back(example.number);
        packed.tokens += example.tokens();
        weights.push_back(example.sequences.front().weight);
        liked[static_cast<std::int64_t>(i)] = example.liked;
        for (std::size_t s = 0; s < example.sequences.size(); ++s) {
            const bool own = info_.learns != ObjectiveInfo::Learns::Feedback || s == 0;
            (own ? learned : mismatched).push_back(&example.sequences[s]);
        }
    }
    packed.learned = packSequences(learned);
    if (!mismatched.empty()) packed.mismatched = packSequences(mismatched);
    packed.targets = packed.learned.batch.targets.count();
    packed.weights = torch::tensor(weights, torch::kFloat64);
    packed.liked = liked;
    return packed;
}

std::unique_ptr<Objective> makeObjective(const TrainOptions& options) {
    const auto name = options.objective.name();
    return Registry<ObjectiveFactory>::instance().at(name, "objective")(objectiveInfo(name), options);
}

torch::Tensor sequenceLogProbs(models::Model& model, const PackedSequences& sequences) {
    const auto& targets = sequences.batch.targets;
    const auto rows = model.hidden(sequences.batch).index_select(0, targets.rows);
    const auto logs = targetLogProbs(model, rows, targets.ids).to(torch::kFloat64);
    return torch::zeros_like(sequences.targets).index_add(0, sequences.sequenceOf, logs);
}

}  // namespace atelier::training
