#include "training/loss.h"
#include "training/objectives/objective.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

/// The mean cross-entropy of all target tokens.
class Supervised : public Objective {
public:
    Supervised(const ObjectiveInfo& info, const TrainOptions& options)
        : Objective(info), smoothing_(options.optimization.labelSmoothing) {}

    std::int64_t count(const ExampleBatch& batch) const override { return batch.targets; }
    ObjectiveResult loss(models::Model& model, const ExampleBatch& batch, const Reference&,
                         bool training) const override {
        return {batchLoss(model, batch.learned.batch, training ? smoothing_ : 0), batch.targets, {}};
    }

private:
    double smoothing_;
};

const Registry<ObjectiveFactory>::Entry entry{
    "sft", [](const ObjectiveInfo& info, const TrainOptions& options) -> std::unique_ptr<Objective> {
        return std::make_unique<Supervised>(info, options);
    }};

}  // namespace
}  // namespace atelier::training
