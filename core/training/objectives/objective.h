#pragma once

#include "models/batch.h"
#include "models/model.h"
#include "training/objectives/example.h"
#include "training/objectives/objective_info.h"
#include "training/train_settings.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace atelier::training {

/// Sequences that are packed together, and which of them each target belongs to.
struct PackedSequences {
    models::Batch batch;
    torch::Tensor sequenceOf;  ///< int64 [targets]
    torch::Tensor targets;     ///< fp64 [sequences]: number of targets of each

    PackedSequences to(torch::Device device) const;
};
PackedSequences packSequences(const std::vector<const models::Encoded*>& sequences);

/// Examples as a pass takes them.
struct ExampleBatch {
    PackedSequences learned;                    ///< example by example, each with its sequences in their order
    std::optional<PackedSequences> mismatched;  ///< of feedback: each example's second sequence instead
    std::vector<std::int64_t> numbers;          ///< of the examples in their dataset
    torch::Tensor weights;                      ///< fp64 [examples]
    torch::Tensor liked;                        ///< bool [examples]
    std::int64_t tokens = 0, targets = 0;       ///< targets: of `learned`

    std::int64_t size() const { return static_cast<std::int64_t>(numbers.size()); }
    ExampleBatch to(torch::Device device) const;
};

/// What a batch gave. The step's loss is the sum of `loss` over its batches, divided by the sum of `count`.
struct ObjectiveResult {
    torch::Tensor loss;      ///< scalar, summed
    std::int64_t count = 0;  ///< what the mean is over: target tokens, or examples
    torch::Tensor figures;   ///< fp64 [metrics, 2]: sum and count of each of info().metrics; undefined: it has none
};

/// Log probabilities that the reference model gives to a batch's sequences, fp64 [examples, sequences of each], no
/// gradient.
using Reference = std::function<torch::Tensor(const ExampleBatch& batch)>;

/// What a training minimises. Registered by a name (Registry<ObjectiveFactory>) that has an ObjectiveInfo too.
/// It reads no value of a tensor: it runs on the meta device, and no step waits for a graphics card.
class Objective {
public:
    explicit Objective(const ObjectiveInfo& info) : info_(info) {}
    virtual ~Objective() = default;
    const ObjectiveInfo& info() const { return info_; }

    ExampleBatch pack(const std::vector<const Example*>& examples) const;
    /// What the mean loss of a batch is over; 0: nothing can be learned from it.
    virtual std::int64_t count(const ExampleBatch& batch) const { return batch.size(); }
    /// Of a batch with a count above 0. `training`: with what only shapes the training, such as label smoothing.
    virtual ObjectiveResult loss(models::Model& model, const ExampleBatch& batch, const Reference& reference,
                                 bool training) const = 0;
    /// Adds figures that follow from others. `means`: of info().metrics, those that have a value.
    virtual void complete(std::map<std::string, double>& means) const {}

private:
    const ObjectiveInfo& info_;
};

using ObjectiveFactory = std::function<std::unique_ptr<Objective>(const ObjectiveInfo& info, const TrainOptions&)>;
/// The objective that the options name.
std::unique_ptr<Objective> makeObjective(const TrainOptions& options);

/// Log probability of each sequence's targets, fp64 [sequences]. What lies between hidden states and probabilities is
/// computed a part at a time, and again for the gradient: no [targets, vocabulary] tensor ever exists.
torch::Tensor sequenceLogProbs(models::Model& model, const PackedSequences& sequences);

}  // namespace atelier::training
