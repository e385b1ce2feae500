#include "training/optimizer.h"

#include "common/error.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>

namespace atelier::training {
namespace {

torch::Tensor restored(const std::map<std::string, torch::Tensor>& state, const std::string& name,
                       const torch::Tensor& like, const std::string& where) {
    const auto found = state.find(name);
    if (found == state.end()) throw Error("the optimizer's \"" + name + "\" is missing", where);
    if (found->second.sizes() != like.sizes()) throw Error("the optimizer's \"" + name + "\" has another shape", where);
    return found->second.to(like.device());
}

/// AdamW (Loshchilov and Hutter, 2019) as torch.optim.AdamW(fused=True).
class AdamW : public Optimizer {
public:
    AdamW(std::vector<Trained> parameters, const TrainOptions& options) : options_(options) {
        for (auto& parameter : parameters) {
            const double decay = decays(parameter) ? options.weightDecay : 0;
            items_.push_back({std::move(parameter), decay, {}, {}, {}});
        }
    }

    void step(double rate, double scale) override {
        torch::NoGradGuard noGrad;
        for (const double decay : {options_.weightDecay, 0.0}) {
            std::vector<torch::Tensor> parameters, grads, means, squares, steps;
            for (auto& item : items_) {
                if (item.decay != decay || !item.parameter.tensor.grad().defined()) continue;
                begin(item);
                parameters.push_back(item.parameter.tensor);
                grads.push_back(item.parameter.tensor.grad());
                means.push_back(item.mean);
                squares.push_back(item.square);
                steps.push_back(item.step.add_(1));
            }
            if (!parameters.empty())
                at::_fused_adamw_(parameters, grads, means, squares, {}, steps, rate, options_.beta1, options_.beta2,
                                  decay, options_.epsilon, false, false,
                                  torch::full({}, 1 / scale, parameters[0].options().dtype(torch::kFloat32)));
            if (options_.weightDecay == 0) return;
        }
    }

    std::map<std::string, torch::Tensor> state() const override {
        std::map<std::string, torch::Tensor> state;
        for (const auto& item : items_) {
            if (!item.step.defined()) continue;
            state[item.parameter.name + ".exp_avg"] = item.mean;
            state[item.parameter.name + ".exp_avg_sq"] = item.square;
            state[item.parameter.name + ".step"] = item.step;
        }
        return state;
    }

    void restore(const std::map<std::string, torch::Tensor>& state, const std::string& where) override {
        for (auto& item : items_) {
            const std::string& name = item.parameter.name;
            if (!state.contains(name + ".step")) continue;  // had no gradient yet
            begin(item);
            item.mean = restored(state, name + ".exp_avg", item.mean, where);
            item.square = restored(state, name + ".exp_avg_sq", item.square, where);
            item.step = restored(state, name + ".step", item.step, where);
        }
    }

    std::uint64_t stateBytes() const override {
        std::uint64_t bytes = 0;
        for (const auto& item : items_)
            bytes += 2 * item.parameter.tensor.nbytes() + sizeof(float);
        return bytes;
    }

private:
    struct Item {
        Trained parameter;
        double decay;
        torch::Tensor mean, square, step;
    };

    static void begin(Item& item) {
        if (item.step.defined()) return;
        item.mean = torch::zeros_like(item.parameter.tensor).requires_grad_(false);
        item.square = torch::zeros_like(item.mean);
        item.step = torch::zeros({}, item.mean.options().dtype(torch::kFloat32));
    }

    TrainOptions options_;
    std::vector<Item> items_;
};

/// Plain gradient descent: parameters change by exactly rate times gradient.
class Sgd : public Optimizer {
public:
    Sgd(std::vector<Trained> parameters, const TrainOptions& options)
        : parameters_(std::move(parameters)), decay_(options.weightDecay) {}

    void step(double rate, double scale) override {
        torch::NoGradGuard noGrad;
        for (auto& parameter : parameters_) {
            const auto& grad = parameter.tensor.grad();
            if (!grad.defined()) continue;
            if (decay_ > 0 && decays(parameter)) parameter.tensor.mul_(1 - rate * decay_);
            parameter.tensor.add_(grad, -rate * scale);
        }
    }
    std::map<std::string, torch::Tensor> state() const override { return {}; }
    void restore(const std::map<std::string, torch::Tensor>&, const std::string&) override {}
    std::uint64_t stateBytes() const override { return 0; }

private:
    std::vector<Trained> parameters_;
    double decay_;
};

}  // namespace

bool decays(const Trained& parameter) {
    return parameter.tensor.dim() >= 2 && !parameter.name.ends_with(".bias");
}

std::unique_ptr<Optimizer> makeOptimizer(std::vector<Trained> parameters, const TrainOptions& options) {
    if (options.optimizer == "sgd") return std::make_unique<Sgd>(std::move(parameters), options);
    return std::make_unique<AdamW>(std::move(parameters), options);
}

}  // namespace atelier::training
