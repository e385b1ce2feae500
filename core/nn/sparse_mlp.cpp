#include "nn/sparse_mlp.h"

#include "kernels/kernels.h"
#include "nn/build_device.h"
#include "nn/expert_loads.h"

#include <torch/torch.h>

namespace atelier::nn {
namespace {

// How many rows each expert has. On the meta device nothing is known: all alike.
std::vector<std::int64_t> countsOf(const torch::Tensor& chosen, std::int64_t experts) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(experts));
    if (chosen.is_meta()) {
        for (std::int64_t i = 0; i < experts; ++i)
            counts[static_cast<std::size_t>(i)] = (i + 1) * chosen.size(0) / experts - i * chosen.size(0) / experts;
        return counts;
    }
    const auto found = at::bincount(chosen, {}, experts).to(torch::kCPU);
    const auto* data = found.const_data_ptr<std::int64_t>();
    return {data, data + experts};
}

}  // namespace

RouterImpl::RouterImpl(const SparseMlpOptions& o)
    : options(o), weight(register_parameter("weight", emptyParameter({o.experts, o.hidden}))), matrix_(weight) {}

Routing RouterImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto probabilities = at::softmax(matrix_.product(x, {}), -1, torch::kFloat32);
    auto [weights, experts] = at::topk(probabilities, options.perToken, -1);
    if (options.normalized) weights = weights / weights.sum(-1, true);
    weights = weights.to(x.scalar_type());
    if (context.expertLoads) weights = context.expertLoads->route(options.layer, weights, probabilities, experts);
    return {experts, weights};
}

ExpertImpl::ExpertImpl(const SparseMlpOptions& o) : activation(o.activation) {
    gateUpProj = register_module("gate_up_proj", Linear(LinearOptions{o.hidden, 2 * o.inner, false}));
    downProj = register_module("down_proj", Linear(LinearOptions{o.inner, o.hidden, false}));
}

torch::Tensor ExpertImpl::forward(const torch::Tensor& x) {
    // Its rows are no longer those of the pass, so hooks see none.
    const auto halves = gateUpProj->forward(x).chunk(2, -1);
    const auto inner = activation == Activation::Silu ? kernels::swiglu(halves[0].contiguous(), halves[1].contiguous())
                                                      : activate(activation, halves[0]) * halves[1];
    return downProj->forward(inner);
}

bool ExpertImpl::trains() const {
    const auto own = [](const Linear& linear) {
        return !linear->hooks.empty() || (linear->weight.defined() && linear->weight.requires_grad());
    };
    return torch::GradMode::is_enabled() && (own(gateUpProj) || own(downProj));
}

ExpertsImpl::ExpertsImpl(const SparseMlpOptions& o) {
    for (std::int64_t i = 0; i < o.experts; ++i)
        experts.push_back(register_module(std::to_string(i), Expert(o)));
}

torch::Tensor ExpertsImpl::forward(const torch::Tensor& x, const Routing& routing) {
    const auto chosen = routing.experts.flatten();
    const auto order = chosen.argsort(/*stable=*/true);
    const auto tokens = order.div(routing.experts.size(1), "floor");
    const auto rows = x.index_select(0, tokens).split_with_sizes(countsOf(chosen, std::ssize(experts)));
    std::vector<torch::Tensor> outputs;
    for (std::size_t i = 0; i < experts.size(); ++i)
        if (rows[i].size(0) > 0 || experts[i]->trains()) outputs.push_back(experts[i]->forward(rows[i]));
    const auto weighted = at::cat(outputs) * routing.weights.flatten().index_select(0, order).unsqueeze(1);
    return x.new_zeros(x.sizes()).index_add(0, tokens, weighted);
}

std::vector<WeightStack> ExpertsImpl::stacks() const {
    WeightStack first{"gate_up_proj", {}, {"gate_proj", "up_proj"}}, second{"down_proj", {}};
    for (std::size_t i = 0; i < experts.size(); ++i) {
        first.layers.push_back(std::to_string(i) + "." + first.name);
        second.layers.push_back(std::to_string(i) + "." + second.name);
    }
    return {first, second};
}

SparseMlpImpl::SparseMlpImpl(const SparseMlpOptions& o) {
    gate = register_module("gate", Router(o));
    experts = register_module("experts", Experts(o));
    if (o.sharedInner == 0) return;
    sharedExpert = register_module("shared_expert", GatedMlp(o.hidden, o.sharedInner, o.activation));
    sharedExpertGate = register_module("shared_expert_gate", Linear(LinearOptions{o.hidden, 1, false}));
}

torch::Tensor SparseMlpImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto y = experts->forward(x, gate->forward(x, context));
    if (!sharedExpert) return y;
    return y + at::sigmoid(sharedExpertGate->forward(x, context)) * sharedExpert->forward(x, context);
}

}  // namespace atelier::nn
