// KTO (Ethayarajh et al., 2024, arXiv 2402.01306).
#include "training/objectives/objective.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

/// How far the model has gone from the reference is estimated on the batch, with each prompt and another sample's
/// answer.
class Kto : public Objective {
public:
    Kto(const ObjectiveInfo& info, const ObjectiveOptions& options) : Objective(info), options_(options) {}

    ObjectiveResult loss(models::Model& model, const ExampleBatch& batch, const Reference& reference,
                         bool) const override {
        const auto base = reference(batch);
        const auto distance = [&] {
            torch::NoGradGuard noGrad;
            return (sequenceLogProbs(model, *batch.mismatched) - base.select(1, 1)).mean().clamp_min(0);
        }();
        const auto own = sequenceLogProbs(model, batch.learned);
        const auto scores = own - base.select(1, 0);
        auto losses =
            at::where(batch.liked, options_.chosenWeight * (1 - at::sigmoid(options_.beta * (scores - distance))),
                      options_.rejectedWeight * (1 - at::sigmoid(options_.beta * (distance - scores))));
        // Each liked answer is learned as such; the mean is over all.
        if (options_.ftx > 0) losses = losses - options_.ftx * batch.liked * own / batch.learned.targets.clamp_min(1);
        return {(losses * batch.weights).sum(), batch.size(),
                figuresOf(options_.beta * scores.detach(), own.detach(), distance, batch.liked)};
    }

    // Of liked and disliked answers that need not be as many, and need not stand in one batch.
    void complete(std::map<std::string, double>& means) const override {
        const auto chosen = means.find("rewards/chosen"), rejected = means.find("rewards/rejected");
        if (chosen != means.end() && rejected != means.end())
            means["rewards/margins"] = chosen->second - rejected->second;
    }

private:
    // In the order of the info's metrics; the margins follow from others.
    static torch::Tensor figuresOf(const torch::Tensor& rewards, const torch::Tensor& logs,
                                   const torch::Tensor& distance, const torch::Tensor& liked) {
        torch::NoGradGuard noGrad;
        const auto good = liked.to(torch::kFloat64), bad = 1 - good;
        const auto none = torch::zeros_like(distance), one = torch::ones_like(distance);
        const auto sum = [](const torch::Tensor& values, const torch::Tensor& of) { return (values * of).sum(); };
        return at::stack({sum(rewards, good), good.sum(), sum(rewards, bad), bad.sum(), none, none, sum(logs, good),
                          good.sum(), sum(logs, bad), bad.sum(), distance, one})
            .view({-1, 2});
    }

    ObjectiveOptions options_;
};

const Registry<ObjectiveFactory>::Entry entry{
    "kto", [](const ObjectiveInfo& info, const TrainOptions& options) -> std::unique_ptr<Objective> {
        return std::make_unique<Kto>(info, options.objective);
    }};

}  // namespace
}  // namespace atelier::training
