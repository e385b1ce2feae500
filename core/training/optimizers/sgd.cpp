#include "training/optimizers/stateful.h"

#include <torch/torch.h>

namespace atelier::training {
namespace {

/// Gradient descent as torch.optim.SGD. Without momentum, parameters change by exactly rate times gradient.
class Sgd : public StatefulOptimizer {
public:
    Sgd(std::vector<Trained> parameters, const TrainOptions& options)
        : StatefulOptimizer(std::move(parameters), options.weightDecay, false) {
        auto details = detailsOf(options);
        momentum_ = details.number("momentum", 0, 0, 0.999999);
        nesterov_ = details.flag("nesterov", false);
        if (nesterov_ && momentum_ == 0)
            throw Error("nesterov needs momentum", details.where(), "e.g. \"momentum=0.9, nesterov=true\"");
        details.finish(options.optimizer);
    }

protected:
    std::vector<StateTensor> layout(const torch::Tensor& parameter) const override {
        if (momentum_ == 0) return {};
        return {{"momentum_buffer", sizesOf(parameter), parameter.scalar_type()}};
    }

    void update(std::vector<Update>& updates, double rate, double decay, double scale) override {
        const auto parameters = parametersOf(updates);
        if (momentum_ == 0) {
            if (decay > 0) at::_foreach_mul_(parameters, 1 - rate * decay);
            at::_foreach_add_(parameters, gradsOf(updates), -rate * scale);
            return;
        }
        const auto grads = at::_foreach_mul(gradsOf(updates), scale);
        if (decay > 0) at::_foreach_add_(grads, parameters, decay);
        const auto buffers = stateOf(updates, 0);
        at::_foreach_mul_(buffers, momentum_);
        at::_foreach_add_(buffers, grads);
        if (nesterov_) {
            at::_foreach_add_(grads, buffers, momentum_);
            at::_foreach_add_(parameters, grads, -rate);
        } else {
            at::_foreach_add_(parameters, buffers, -rate);
        }
    }

private:
    double momentum_ = 0;
    bool nesterov_ = false;
};

const Registry<OptimizerFactory>::Entry entry{"sgd", [](std::vector<Trained> parameters, const TrainOptions& options) {
                                                  return std::make_unique<Sgd>(std::move(parameters), options);
                                              }};

}  // namespace
}  // namespace atelier::training
