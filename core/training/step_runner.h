#pragma once

#include "training/communicator.h"
#include "training/component.h"
#include "training/data_loader.h"
#include "training/loss_scale.h"
#include "training/model_under_training.h"
#include "training/objectives/objective.h"
#include "training/optimizer.h"

#include <vector>

namespace atelier::training {

/// One step of the optimizer: losses and gradients of its micro-batches, summed over them and over the ranks, clipped,
/// applied. A step whose loss or gradient is not finite changes nothing. Where a device decides that by itself, no step
/// waits for it: results are read when they are asked for.
class StepRunner {
public:
    /// The references must outlive it. `defer`: results of a CPU come late too; for tests.
    StepRunner(const TrainSettings& settings, const ModelUnderTraining& model, DataLoader& data, Optimizer& optimizer,
               LossScale& lossScale, const Components& components, Communicator& communicator,
               protocol::EventSink events, const Objective& objective, Reference reference, bool defer = false);

    struct Counts {
        std::int64_t count = 0, tokens = 0, samples = 0;  // count: what the mean loss is over
    };
    /// Makes step number `step` (from 1) with the samples that were taken from the data. What it counted is of all
    /// ranks. Throws Error when there is nothing to learn in the first step of a run.
    Counts run(const Sampler::Step& samples, std::int64_t step, double rate);

    /// Whether results should be read now: the next step depends on them, or many are waiting.
    bool due() const { return !defers_ || unread_.size() >= kMostUnread; }
    /// The results of the steps since the last call, in their order. Waits for the device.
    std::vector<StepResult> results();

    static constexpr std::size_t kMostUnread = 64;

private:
    struct Gradient {
        torch::Tensor loss;     // summed, on the device
        torch::Tensor figures;  // of the objective, summed: fp64 [metrics, 2]
        Counts counts;
    };
    struct Unread {
        StepResult result;
        double lossScale = 1;
        // fp64 [2 + 2 · metrics] on the device: loss sum, norm of the gradients, sums and counts of the objective's
        // metrics; undefined: nothing trained on
        torch::Tensor figures;
    };

    bool mayDefer(bool wanted) const;
    Gradient accumulate(const Sampler::Step& samples);
    Gradient accumulateHalving(const Sampler::Step& samples);
    void sumOverRanks(Gradient& gradient);
    void checkLearns(const Gradient& gradient, const Sampler::Step& samples, std::int64_t step) const;
    void read(Unread& one);
    void apply(const StepResult& result, double lossScale);
    void applyUnread(const Unread& one);
    std::vector<torch::Tensor> gradients() const;
    void clearGradients();

    const TrainSettings& settings_;
    ModelUnderTraining model_;
    DataLoader& data_;
    Optimizer& optimizer_;
    LossScale& lossScale_;
    const Components& components_;
    Communicator& communicator_;
    protocol::EventSink events_;
    const Objective& objective_;
    Reference reference_;
    bool defers_, scalesGradients_;
    std::vector<Unread> unread_;
};

}  // namespace atelier::training
