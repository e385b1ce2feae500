#include "training/optimizers/stateful.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::training {
namespace {

torch::Tensor rootMeanSquare(const torch::Tensor& x) {
    return x.norm(2).div_(std::sqrt(static_cast<double>(x.numel())));
}

/// Adafactor (Shazeer and Stern, 2018) as transformers has it and as its trainer sets it: the recipe's rate, neither
/// scaled by the parameters nor relative. The mean square of a matrix is kept as that of its rows and columns.
class Adafactor : public StatefulOptimizer {
public:
    Adafactor(std::vector<Trained> parameters, const TrainOptions& options)
        : StatefulOptimizer(std::move(parameters), options.weightDecay, false) {
        auto details = detailsOf(options);
        clip_ = details.number("clip_threshold", 1, 1e-6, 1e6);
        decayRate_ = details.number("decay_rate", -0.8, -10, 0);
        beta1_ = details.number("beta1", 0, 0.999999);
        floor_ = details.number("eps1", 1e-30, 0, 1);
        smallestScale_ = details.number("eps2", 1e-3, 0, 1);
        scales_ = details.flag("scale_parameter", false);
        relative_ = details.flag("relative_step", false);
        warmup_ = details.flag("warmup_init", false);
        if (warmup_ && !relative_) throw Error("warmup_init needs relative_step", details.where());
        details.finish(options.optimizer);
    }

protected:
    std::vector<StateTensor> layout(const torch::Tensor& parameter) const override {
        std::vector<StateTensor> all{{"step", {}, torch::kFloat32, true}};
        if (parameter.dim() >= 2) {
            auto rows = sizesOf(parameter), columns = rows;
            rows.pop_back();
            columns.erase(columns.end() - 2);
            all.push_back({"exp_avg_sq_row", rows, torch::kFloat32});
            all.push_back({"exp_avg_sq_col", columns, torch::kFloat32});
        } else {
            all.push_back({"exp_avg_sq", sizesOf(parameter), torch::kFloat32});
        }
        if (beta1_) all.push_back({"exp_avg", sizesOf(parameter), torch::kFloat32});
        return all;
    }

    void update(std::vector<Update>& updates, double rate, double decay, double scale) override {
        for (auto& one : updates)
            updateOne(one, rate, decay, scale);
    }

private:
    void updateOne(Update& one, double rate, double decay, double scale) const {
        const double step = one.state[0].add_(1).item<float>();
        if (relative_) rate = std::min(warmup_ ? 1e-6 * step : 1e-2, 1 / std::sqrt(step));
        const auto wide = one.parameter.to(torch::kFloat32);
        auto change = direction(one, one.grad.to(torch::kFloat32) * scale, 1 - std::pow(step, decayRate_));
        change.div_((rootMeanSquare(change) / clip_).clamp_min_(1));
        const auto rates =
            scales_ ? rootMeanSquare(wide).clamp_min_(smallestScale_) * rate : torch::full({}, rate, wide.options());
        change.mul_(rates);
        if (beta1_) {
            auto& mean = one.state.back();
            change = mean.mul_(*beta1_).add_(change, 1 - *beta1_);
        }
        auto result = decay > 0 ? wide * (1 - rates * decay) : wide;
        one.parameter.copy_(result - change);
    }

    // The gradient over the root of its mean square.
    torch::Tensor direction(Update& one, const torch::Tensor& grad, double memory) const {
        const auto square = grad.square().add_(floor_);
        if (grad.dim() < 2) return one.state[1].lerp_(square, 1 - memory).rsqrt().mul_(grad);
        auto &rows = one.state[1], &columns = one.state[2];
        rows.lerp_(square.mean(-1), 1 - memory);
        columns.lerp_(square.mean(-2), 1 - memory);
        const auto byRow = (rows / rows.mean(-1, true)).rsqrt_().unsqueeze(-1);
        return byRow.mul(columns.rsqrt().unsqueeze(-2)).mul_(grad);
    }

    double clip_, decayRate_, floor_, smallestScale_;
    std::optional<double> beta1_;
    bool scales_, relative_, warmup_;
};

const Registry<OptimizerFactory>::Entry entry{"adafactor",
                                              [](std::vector<Trained> parameters, const TrainOptions& options) {
                                                  return std::make_unique<Adafactor>(std::move(parameters), options);
                                              }};

}  // namespace
}  // namespace atelier::training
