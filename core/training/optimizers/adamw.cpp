#include "training/optimizers/adamw.h"

#include <torch/torch.h>

namespace atelier::training {

std::vector<StateTensor> adamLayout(const torch::Tensor& parameter, torch::ScalarType type) {
    return {
        {"exp_avg", sizesOf(parameter), type}, {"exp_avg_sq", sizesOf(parameter), type}, {"step", {}, torch::kFloat32}};
}

void fusedAdamW(const std::vector<Update>& updates, const AdamConstants& constants, double rate, double decay,
                double scale) {
    auto steps = stateOf(updates, 2);
    at::_foreach_add_(steps, 1);
    const auto parameters = parametersOf(updates);
    const auto inverse =
        torch::full({}, 1 / scale, parameters[0].options().dtype(torch::kFloat32).requires_grad(false));
    at::_fused_adamw_(parameters, gradsOf(updates), stateOf(updates, 0), stateOf(updates, 1), {}, steps, rate,
                      constants.beta1, constants.beta2, decay, constants.epsilon, false, false, inverse);
}

namespace {

class AdamW : public StatefulOptimizer {
public:
    AdamW(std::vector<Trained> parameters, const TrainOptions& options, bool paged)
        : StatefulOptimizer(std::move(parameters), options.weightDecay, paged),
          constants_{options.beta1, options.beta2, options.epsilon} {
        detailsOf(options).finish(options.optimizer);
    }

protected:
    std::vector<StateTensor> layout(const torch::Tensor& parameter) const override {
        return adamLayout(parameter, parameter.scalar_type());
    }
    void update(std::vector<Update>& updates, double rate, double decay, double scale) override {
        fusedAdamW(updates, constants_, rate, decay, scale);
    }

private:
    AdamConstants constants_;
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
