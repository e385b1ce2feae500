#include "nn/scaled_router.h"

#include "nn/build_device.h"
#include "nn/expert_loads.h"
#include "nn/norm.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::nn {

ScaledRouterImpl::ScaledRouterImpl(const SparseMlpOptions& o, double e) : options(o), eps(e) {
    proj = register_module("proj", Linear(LinearOptions{o.hidden, o.experts, false}));
    scale = register_parameter("scale", emptyParameter({o.hidden}));
    perExpertScale = register_parameter("per_expert_scale", emptyParameter({o.experts}));
}

Routing ScaledRouterImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto dtype = x.scalar_type();
    const double root = 1 / std::sqrt(static_cast<double>(options.hidden));
    const auto scores = proj->forward(rmsNormed(x, eps) * scale.to(dtype) * root, context);
    const auto probabilities = at::softmax(scores, -1, torch::kFloat32);
    auto [weights, experts] = at::topk(probabilities, options.perToken, -1);
    weights = weights / weights.sum(-1, true);
    weights = weights * perExpertScale.to(torch::kFloat32).index_select(0, experts.flatten()).view_as(weights);
    weights = weights.to(dtype);
    if (context.expertLoads) weights = context.expertLoads->route(options.layer, weights, probabilities, experts);
    return {experts, weights};
}

void ScaledRouterImpl::setStartValues(at::Generator&) {
    scale.fill_(1);
    perExpertScale.fill_(1);
}

}  // namespace atelier::nn
