#include "training/objectives/pairs.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

class Pairs : public Objective {
public:
    Pairs(const ObjectiveInfo& info, const ObjectiveOptions& options, const PairLoss& pairLoss)
        : Objective(info), options_(options), pairLoss_(pairLoss) {}

    ObjectiveResult loss(models::Model& model, const ExampleBatch& batch, const Reference& reference,
                         bool) const override {
        const bool compares = options_.compares();
        // Before the model's own pass: the reference switches what is trained off and on.
        const auto base = compares ? reference(batch) : torch::Tensor();
        const auto lengths = batch.learned.targets.view({-1, 2}).clamp_min(1);
        const auto own = sequenceLogProbs(model, batch.learned).view({-1, 2});
        const auto shown = pairLoss_.means ? own / lengths : own;
        auto scores = compares ? own - base : own;
        if (pairLoss_.means) scores = scores / lengths;
        const PairScores pairs{scores.select(1, 0), scores.select(1, 1), (own / lengths).select(1, 0)};
        auto losses = pairLoss_.loss(pairs, options_);
        if (options_.ftx > 0) losses = losses - options_.ftx * pairs.chosenMean;
        return {(losses * batch.weights).sum(), batch.size(), figuresOf(pairs, shown.detach())};
    }

private:
    torch::Tensor figuresOf(const PairScores& pairs, const torch::Tensor& logs) const {
        torch::NoGradGuard noGrad;
        const PairScores fixed{pairs.chosen.detach(), pairs.rejected.detach(), pairs.chosenMean.detach()};
        const auto chosen = options_.beta * fixed.chosen, rejected = options_.beta * fixed.rejected;
        std::vector<torch::Tensor> all{
            chosen,           rejected, chosen - rejected, (chosen > rejected).to(torch::kFloat64), logs.select(1, 0),
            logs.select(1, 1)};
        if (pairLoss_.figures)
            for (auto& more : pairLoss_.figures(fixed))
                all.push_back(std::move(more));
        const auto sums = at::stack(all).sum(1);
        return at::stack({sums, torch::full_like(sums, static_cast<double>(chosen.size(0)))}, 1);
    }

    ObjectiveOptions options_;
    PairLoss pairLoss_;
};

}  // namespace

torch::Tensor surprise(const torch::Tensor& x) {
    return at::softplus(-x, 1, 40);
}

PairLossEntry::PairLossEntry(const std::string& name, PairLoss loss)
    : entry(name, [loss](const ObjectiveInfo& info, const TrainOptions& options) -> std::unique_ptr<Objective> {
          return std::make_unique<Pairs>(info, options.objective, loss);
      }) {}

}  // namespace atelier::training
