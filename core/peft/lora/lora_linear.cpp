#include "peft/lora/lora_linear.h"

#include "kernels/product.h"
#include "nn/frozen_product.h"

#include <torch/torch.h>

namespace atelier::peft {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Frozen product and update in one node. `mask` is undefined without dropout; the node takes no undefined input.
struct LoraFunction : torch::autograd::Function<LoraFunction> {
    static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& x, const torch::Tensor& a,
                                 const torch::Tensor& b, const nn::LinearImpl* layer, double scale,
                                 const torch::Tensor* dropped) {
        const torch::Tensor& mask = *dropped;
        const auto dtype = x.scalar_type();
        const auto reduced = kernels::matrixProduct(mask.defined() ? x * mask : x, a.to(dtype).t());
        ctx->save_for_backward({x, a, b, reduced, mask});
        ctx->saved_data["scale"] = scale;
        ctx->saved_data["matrix"] = reinterpret_cast<std::int64_t>(&layer->matrix());
        auto out = layer->matrix().productNoGrad(x, layer->bias);
        kernels::addMatrixProduct(out, reduced, b.to(dtype).t(), scale);
        return out;
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &a = saved[1], &b = saved[2], &reduced = saved[3], &mask = saved[4];
        const double scale = ctx->saved_data["scale"].toDouble();
        const auto& matrix = *reinterpret_cast<const nn::Weight*>(ctx->saved_data["matrix"].toInt());
        const auto dtype = x.scalar_type();
        const auto& g = grads[0];

        const auto gradReduced = kernels::matrixProduct(g, b.to(dtype)).mul_(scale);
        torch::Tensor gradX, gradA, gradB;
        if (ctx->needs_input_grad(1))
            gradA = kernels::matrixProduct(gradReduced.t(), mask.defined() ? x * mask : x).to(a.scalar_type());
        if (ctx->needs_input_grad(2)) gradB = kernels::matrixProduct(g.t(), reduced).mul_(scale).to(b.scalar_type());
        if (ctx->needs_input_grad(0)) {
            gradX = matrix.transposedProduct(g);
            if (mask.defined())
                gradX.addcmul_(kernels::matrixProduct(gradReduced, a.to(dtype)), mask);
            else
                kernels::addMatrixProduct(gradX, gradReduced, a.to(dtype));
        }
        return {gradX, gradA, gradB, {}, {}, {}};
    }
};

}  // namespace

torch::Tensor dropoutMask(const torch::Tensor& x, double p) {
    if (p == 0) return {};
    torch::NoGradGuard noGrad;
    return torch::empty_like(x).bernoulli_(1 - p).div_(1 - p);
}

std::vector<Parameter> lowRankParameters(const torch::Tensor& a, const torch::Tensor& b,
                                         std::optional<double> plusRatio) {
    Parameter first{"lora_A.weight", a}, second{"lora_B.weight", b};
    if (plusRatio) second.group = "lora_b", second.rateFactor = *plusRatio;
    return {first, second};
}

LoraLinear::LoraLinear(torch::Tensor first, torch::Tensor second, double s, double p, std::optional<double> ratio)
    : a(std::move(first)), b(std::move(second)), scale(s), dropout(p), plusRatio(ratio) {}

torch::Tensor LoraLinear::forward(nn::LinearImpl& layer, const torch::Tensor& x, const nn::LinearCall& below,
                                  const nn::ForwardContext&) {
    const auto mask = training ? dropoutMask(x, dropout) : torch::Tensor();
    const auto dtype = x.scalar_type();
    const bool alone = below.isLayer() && !layer.weight.requires_grad() && x.dim() == 2;
    if (torch::GradMode::is_enabled() && alone) return LoraFunction::apply(x, a, b, &layer, scale * weight, &mask);
    const auto reduced = nn::trainedProduct(mask.defined() ? x * mask : x, a.to(dtype));
    if (torch::GradMode::is_enabled() || x.dim() != 2)
        return below(x) + nn::trainedProduct(reduced, b.to(dtype)) * (scale * weight);
    auto out = below(x);
    kernels::addMatrixProduct(out, reduced, b.to(dtype).t(), scale * weight);
    return out;
}

std::vector<Parameter> LoraLinear::parameters() const {
    return lowRankParameters(a, b, plusRatio);
}

void LoraLinear::mergeInto(nn::LinearImpl& layer) const {
    torch::NoGradGuard noGrad;
    auto merged = layer.matrix().dense(torch::kFloat32).clone();
    merged.addmm_(b.to(torch::kFloat32), a.to(torch::kFloat32), 1, scale * weight);
    layer.matrix().assign(merged);
}

}  // namespace atelier::peft
