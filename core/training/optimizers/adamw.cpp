#include "training/optimizers/adamw.h"

#include <torch/torch.h>

namespace atelier::training {

std::vector<StateTensor> adamLayout(const torch::Tensor& parameter, torch::ScalarType type) {
    return {
        {"exp_avg", sizesOf(parameter), type}, {"exp_avg_sq", sizesOf(parameter), type}, {"step", {}, torch::kFloat32}};
}

void fusedAdamW(const std::vector<Update>& updates, const AdamConstants& constants, double rate, double decay,
                double scale) {
    const auto fp32 = torch::dtype(torch::kFloat32).device(updates[0].parameter.device());
    auto steps = stateOf(updates, 2);
    at::_foreach_add_(steps, 1);
    at::_fused_adamw_(parametersOf(updates), gradsOf(updates), stateOf(updates, 0), stateOf(updates, 1), {}, steps,
                      rate, constants.beta1, constants.beta2, decay, constants.epsilon, false, false,
                      torch::full({}, 1 / scale, fp32));
}

namespace {

class AdamW : public StatefulOptimizer {
public:
    AdamW(std::vector<Trained> parameters, const TrainOptions& options, bool paged)
        : StatefulOptimizer(std::move(parameters), options.weightDecay, paged),
          constants_{options.beta1, options.beta2, options.epsilon},
          paged_(paged) {
        detailsOf(options).finish(options.optimizer);
    }

protected:
    std::vector<StateTensor> layout(const torch::Tensor& parameter) const override {
        return adamLayout(parameter, parameter.scalar_type());
    }
    void update(std::vector<Update>& updates, double rate, double decay, double scale) override {
        fusedAdamW(updates, constants_, rate, decay, scale);
    }

    bool stepsUnread() const override { return !paged_; }
    void updateUnread(std::vector<Update>& updates, double rate, double decay, const torch::Tensor& scale,
                      const torch::Tensor& finite) override {
        auto steps = stateOf(updates, 2);
        at::_foreach_add_(steps, finite.to(torch::kFloat32));
        at::_fused_adamw_(parametersOf(updates), gradsOf(updates), stateOf(updates, 0), stateOf(updates, 1), {}, steps,
                          rate, constants_.beta1, constants_.beta2, decay, constants_.epsilon, false, false,
                          scale.reciprocal().to(torch::kFloat32), finite.logical_not().to(torch::kFloat32));
    }

private:
    AdamConstants constants_;
    bool paged_;
};

OptimizerFactory factory(bool paged) {
    return [=](std::vector<Trained> parameters, const TrainOptions& options) {
        return std::make_unique<AdamW>(std::move(parameters), options, paged);
    };
}

const Registry<OptimizerFactory>::Entry fusedEntry{"adamw_torch_fused", factory(false)};
const Registry<OptimizerFactory>::Entry plainEntry{"adamw_torch", factory(false)};
const Registry<OptimizerFactory>::Entry pagedEntry{"paged_adamw_32bit", factory(true)};

}  // namespace
}  // namespace atelier::training
