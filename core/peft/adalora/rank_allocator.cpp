#include "peft/adalora/rank_allocator.h"

#include "common/error.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::peft {
namespace {

torch::Tensor scoreOf(const torch::Tensor& importance, const torch::Tensor& uncertainty) {
    return importance * uncertainty;
}

}  // namespace

void RankAllocator::add(const std::string& name, const Triplet& triplet) {
    layers_[name].triplet = triplet;
}

void RankAllocator::update(Score& score, const torch::Tensor& parameter, double gradientScale,
                           const Schedule& schedule) {
    if (!score.importance.defined()) {
        score.importance = torch::zeros_like(parameter).detach();
        score.uncertainty = torch::zeros_like(parameter).detach();
    }
    if (!parameter.grad().defined()) return;
    const auto now = (parameter * parameter.grad() * gradientScale).abs();
    score.importance.mul_(schedule.beta1).add_(now, 1 - schedule.beta1);
    score.uncertainty.mul_(schedule.beta2).add_((now - score.importance).abs(), 1 - schedule.beta2);
}

void RankAllocator::step(const StepInfo& step, const Schedule& s) {
    torch::NoGradGuard noGrad;
    const std::int64_t settled = step.totalSteps - s.finalSteps;
    if (step.step > settled) {
        for (auto& [_, layer] : layers_)
            if (layer.kept.defined()) layer.triplet.e.mul_(layer.kept.unsqueeze(1));
        return;
    }
    if (step.step < settled)
        for (auto& [_, layer] : layers_) {
            update(layer.a, layer.triplet.a, step.gradientScale, s);
            update(layer.b, layer.triplet.b, step.gradientScale, s);
            update(layer.e, layer.triplet.e, step.gradientScale, s);
        }
    std::int64_t first = 0;
    for (const auto& [_, layer] : layers_)
        first += layer.triplet.a.size(0);
    const std::int64_t last = s.targetRank * std::ssize(layers_);
    if (step.step <= s.warmupSteps && step.step != settled) return;
    std::int64_t budget = last;
    if (step.step < settled) {
        const double left = 1 - static_cast<double>(step.step - s.warmupSteps) /
                                    static_cast<double>(step.totalSteps - s.finalSteps - s.warmupSteps);
        budget = static_cast<std::int64_t>(static_cast<double>(first - last) * std::pow(left, 3) +
                                           static_cast<double>(last));
        if (step.step % s.interval != 0) return;
    }
    drop(budget);
}

void RankAllocator::drop(std::int64_t budget) {
    std::vector<torch::Tensor> all;
    std::map<std::string, torch::Tensor> scores;
    for (const auto& [name, layer] : layers_) {
        if (!layer.e.importance.defined()) return;
        const auto a = scoreOf(layer.a.importance, layer.a.uncertainty).mean(1);
        const auto b = scoreOf(layer.b.importance, layer.b.uncertainty).mean(0);
        scores[name] = scoreOf(layer.e.importance, layer.e.uncertainty).flatten() + a + b;
        all.push_back(scores[name]);
    }
    const auto joined = torch::cat(all);
    const std::int64_t dropped = joined.size(0) - budget;
    if (dropped < 1) return;
    const auto threshold = std::get<0>(joined.kthvalue(dropped));
    for (auto& [name, layer] : layers_) {
        layer.kept = scores[name] > threshold;
        layer.triplet.e.mul_(layer.kept.unsqueeze(1));
    }
}

Tensors RankAllocator::state() const {
    Tensors state;
    for (const auto& [name, layer] : layers_) {
        const auto add = [&, &key = name](const char* what, const Score& score) {
            if (!score.importance.defined()) return;
            state[key + "." + what + ".importance"] = score.importance;
            state[key + "." + what + ".uncertainty"] = score.uncertainty;
        };
        add("a", layer.a), add("b", layer.b), add("e", layer.e);
        if (layer.kept.defined()) state[name + ".kept"] = layer.kept.to(torch::kUInt8);
    }
    return state;
}

void RankAllocator::restore(const Tensors& state, const std::string& where) {
    for (auto& [name, layer] : layers_) {
        const auto take = [&, &key = name](const char* what, Score& score, const torch::Tensor& parameter) {
            for (auto [end, tensor] :
                 {std::pair{".importance", &score.importance}, {".uncertainty", &score.uncertainty}}) {
                const auto found = state.find(key + "." + what + end);
                if (found == state.end()) continue;
                if (found->second.sizes() != parameter.sizes())
                    throw Error("tensor \"" + found->first + "\" has another shape than the adapter's", where);
                *tensor = found->second.to(parameter.device()).clone();
            }
        };
        take("a", layer.a, layer.triplet.a), take("b", layer.b, layer.triplet.b), take("e", layer.e, layer.triplet.e);
        if (const auto kept = state.find(name + ".kept"); kept != state.end())
            layer.kept = kept->second.to(layer.triplet.e.device(), torch::kBool);
    }
}

}  // namespace atelier::peft
