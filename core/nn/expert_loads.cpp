#include "nn/expert_loads.h"

#include <torch/torch.h>

namespace atelier::nn {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

struct Handle : torch::CustomClassHolder {
    explicit Handle(std::shared_ptr<ExpertLoads> l) : loads(std::move(l)) {}
    std::shared_ptr<ExpertLoads> loads;
};

std::shared_ptr<ExpertLoads> loadsOf(AutogradContext* context) {
    return c10::static_intrusive_pointer_cast<Handle>(context->saved_data["loads"].toCapsule())->loads;
}

}  // namespace

// d loss / d probability = experts · share of its expert / all rows: the choice itself has no gradient.
struct RouteNode : torch::autograd::Function<RouteNode> {
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& weights,
                                 const torch::Tensor& probabilities, const c10::intrusive_ptr<Handle>& handle) {
        context->saved_data["loads"] = c10::IValue::make_capsule(handle);
        context->saved_data["rows"] = probabilities.size(0);
        return weights.clone();
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto loads = loadsOf(context);
        variable_list result{gradients[0], {}, {}};
        if (!loads->gradient_.defined() || !context->needs_input_grad(1)) return result;
        const auto share = loads->share();
        const auto row =
            share * loads->gradient_.to(share.device()) * static_cast<double>(share.size(0)) / loads->tokens();
        result[1] = row.expand({context->saved_data["rows"].toInt(), -1});
        return result;
    }
};

struct AttachNode : torch::autograd::Function<AttachNode> {
    static variable_list forward(AutogradContext* context, const torch::Tensor& hidden, const torch::Tensor& loss,
                                 const c10::intrusive_ptr<Handle>& handle) {
        context->saved_data["loads"] = c10::IValue::make_capsule(handle);
        return {hidden.clone(), loss.clone()};
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        loadsOf(context)->gradient_ = gradients[1];
        return {gradients[0], {}, {}};
    }
};

torch::Tensor ExpertLoads::route(std::int64_t layer, const torch::Tensor& weights, const torch::Tensor& probabilities,
                                 const torch::Tensor& chosen) {
    {
        torch::NoGradGuard noGrad;
        Load load;
        load.tokens = probabilities.size(0);
        load.probabilities = probabilities.detach().sum(0);
        load.counts = torch::zeros_like(load.probabilities);
        const auto flat = chosen.flatten();
        load.counts.index_add_(0, flat, torch::ones({flat.size(0)}, load.counts.options()));
        loads_[layer] = std::move(load);
    }
    if (!torch::GradMode::is_enabled() || !probabilities.requires_grad()) return weights;
    return RouteNode::apply(weights, probabilities, c10::make_intrusive<Handle>(shared_from_this()));
}

std::pair<torch::Tensor, torch::Tensor> ExpertLoads::attach(const torch::Tensor& hidden) {
    if (loads_.empty()) return {hidden, {}};
    torch::Tensor loss;
    {
        torch::NoGradGuard noGrad;
        const auto mine = share();
        auto probabilities = torch::zeros_like(mine);
        for (const auto& [_, load] : loads_)
            probabilities += load.probabilities.to(mine.device());
        loss = (mine * probabilities).sum() * (static_cast<double>(mine.size(0)) / tokens());
    }
    if (!torch::GradMode::is_enabled() || !hidden.requires_grad()) return {hidden, loss};
    const auto both = AttachNode::apply(hidden, loss, c10::make_intrusive<Handle>(shared_from_this()));
    return {both[0], both[1]};
}

torch::Tensor ExpertLoads::share() const {
    auto counts = torch::zeros_like(loads_.begin()->second.counts);
    for (const auto& [_, load] : loads_)
        counts += load.counts.to(counts.device());
    return counts / tokens();
}

std::int64_t ExpertLoads::tokens() const {
    std::int64_t all = 0;
    for (const auto& [_, load] : loads_)
        all += load.tokens;
    return all;
}

}  // namespace atelier::nn
