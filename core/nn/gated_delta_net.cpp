#include "nn/gated_delta_net.h"

#include "nn/build_device.h"
#include "nn/delta_rule.h"
#include "nn/recompute.h"

#include <torch/torch.h>

#include <cmath>

namespace atelier::nn {
namespace {

// To length 1, nearly: eps is added to the squared length.
torch::Tensor unitLength(const torch::Tensor& x) {
    constexpr double kEps = 1e-6;
    const auto wide = x.to(torch::kFloat32);
    return wide * torch::rsqrt(wide.square().sum(-1, true) + kEps);
}

}  // namespace

GatedDeltaMixerImpl::GatedDeltaMixerImpl(const GatedDeltaNetOptions& o) : options(o) {
    conv = register_module("conv1d", CausalConv(CausalConvOptions{2 * o.keys() + o.values(), o.kernel}));
    dtBias = register_parameter("dt_bias", emptyParameter({o.valueHeads}));
    aLog = register_parameter("A_log", emptyParameter({o.valueHeads}));
    norm = register_module("norm", Norm(NormOptions{NormKind::RMSNorm, o.eps}, o.valueSize));
    outProj = register_module("out_proj", Linear(LinearOptions{o.values(), o.hidden, false}));
}

void GatedDeltaMixerImpl::setStartValues(at::Generator& generator) {
    dtBias.fill_(1);
    aLog.uniform_(0.01, 16, generator).log_();
}

torch::Tensor GatedDeltaMixerImpl::forward(const torch::Tensor& x, const ForwardContext& context) {
    const auto p = project(x, context);
    const bool keepsLittle = torch::GradMode::is_enabled() && !context.cache && !context.recompute;
    if (!keepsLittle) return outProj->forward(mixed(p, context.segments, context.cache), context);
    // The delta rule would keep a dozen fp32 tensors, and computing them again costs little beside the projections.
    const std::vector<std::int64_t> sizes{p.qkv.size(1), p.gate.size(1), p.b.size(1), p.a.size(1)};
    const auto self = std::static_pointer_cast<GatedDeltaMixerImpl>(shared_from_this());
    const auto again = [self, sizes, segments = context.segments](const torch::Tensor& joined) {
        const auto parts = joined.split_with_sizes(sizes, -1);
        return self->mixed({parts[0], parts[1], parts[2], parts[3]}, segments, nullptr);
    };
    return outProj->forward(recomputed(again, at::cat({p.qkv, p.gate, p.b, p.a}, -1)), context);
}

torch::Tensor GatedDeltaMixerImpl::mixed(const Projected& p, const Segments& segments, Cache* cache) const {
    const auto& o = options;
    const std::int64_t tokens = p.qkv.size(0);
    const auto dtype = p.qkv.scalar_type();
    const auto convolved =
        activate(o.activation, conv->forward(p.qkv, segments, cache ? &cache->state(o.layer, "conv") : nullptr));
    const auto parts = convolved.split_with_sizes({o.keys(), o.keys(), o.values()}, -1);
    DeltaRuleInputs inputs;
    inputs.q =
        unitLength(parts[0].reshape({tokens, o.keyHeads, o.keySize})) / std::sqrt(static_cast<double>(o.keySize));
    inputs.k = unitLength(parts[1].reshape({tokens, o.keyHeads, o.keySize}));
    inputs.v = parts[2].reshape({tokens, o.valueHeads, o.valueSize});
    inputs.rate = at::sigmoid(p.b);
    inputs.decay = -aLog.to(torch::kFloat32).exp() * at::softplus(p.a.to(torch::kFloat32) + dtBias.to(torch::kFloat32));

    torch::Tensor read;
    if (!cache) {
        read = deltaRule(inputs, segments);
    } else {
        auto& state = cache->state(o.layer, "recurrent");
        const bool steps = segments.longest() == 1 && segments.total() == segments.count();
        read = steps ? deltaRuleStep(inputs, state) : deltaRule(inputs, segments, &state);
    }
    const auto gate = p.gate.reshape({tokens, o.valueHeads, o.valueSize}).to(torch::kFloat32);
    const auto normed = norm->forward(read.to(dtype)).to(torch::kFloat32);
    return (normed * at::silu(gate)).to(dtype).flatten(1);
}

GatedDeltaNetImpl::GatedDeltaNetImpl(const GatedDeltaNetOptions& o) : GatedDeltaMixerImpl(o) {
    const auto linear = [&](const char* name, std::int64_t out) {
        return register_module(name, Linear(LinearOptions{o.hidden, out, false}));
    };
    qkvProj = linear("in_proj_qkv", 2 * o.keys() + o.values());
    gateProj = linear("in_proj_z", o.values());
    bProj = linear("in_proj_b", o.valueHeads);
    aProj = linear("in_proj_a", o.valueHeads);
}

GatedDeltaMixerImpl::Projected GatedDeltaNetImpl::project(const torch::Tensor& x, const ForwardContext& context) {
    return {qkvProj->forward(x, context), gateProj->forward(x, context), bProj->forward(x, context),
            aProj->forward(x, context)};
}

}  // namespace atelier::nn
