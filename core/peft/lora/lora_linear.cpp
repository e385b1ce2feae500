#include "peft/lora/lora_linear.h"

#include "nn/frozen_product.h"

#include <torch/torch.h>

namespace atelier::peft {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// y = Wx + b, then += scale · reduced Bᵀ in place.
torch::Tensor product(const nn::LinearImpl& base, const torch::Tensor& x, const torch::Tensor& reduced,
                      const torch::Tensor& b, double scale) {
    torch::Tensor y = base.base(x);
    return y.addmm_(reduced, b.t(), 1, scale);
}

// `dropout` points to 0 or 1 / (1 - p) for each input, or to an undefined tensor; the node takes no undefined input.
struct LoraFunction : torch::autograd::Function<LoraFunction> {
    static torch::Tensor forward(AutogradContext* ctx, const torch::Tensor& x, const torch::Tensor& a,
                                 const torch::Tensor& b, const nn::LinearImpl* base, double scale,
                                 const torch::Tensor* dropout) {
        const torch::Tensor& mask = *dropout;
        const auto dtype = x.scalar_type();
        const auto castA = a.to(dtype), castB = b.to(dtype);
        const auto reduced = at::mm(mask.defined() ? x * mask : x, castA.t());
        ctx->save_for_backward({x, a, b, reduced, base->weight, mask});
        ctx->saved_data["scale"] = scale;
        return product(*base, x, reduced, castB, scale);
    }

    static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &a = saved[1], &b = saved[2], &reduced = saved[3], &weight = saved[4],
                   &mask = saved[5];
        const double scale = ctx->saved_data["scale"].toDouble();
        const auto dtype = x.scalar_type();
        const auto& g = grads[0];

        const auto gradReduced = at::mm(g, b.to(dtype)).mul_(scale);
        torch::Tensor gradX, gradA, gradB;
        if (ctx->needs_input_grad(1))
            gradA = at::mm(gradReduced.t(), mask.defined() ? x * mask : x).to(a.scalar_type());
        if (ctx->needs_input_grad(2)) gradB = at::mm(g.t(), reduced).mul_(scale).to(b.scalar_type());
        if (ctx->needs_input_grad(0)) {
            gradX = nn::frozenProduct(g, weight.to(dtype).t());
            if (mask.defined())
                gradX.addcmul_(at::mm(gradReduced, a.to(dtype)), mask);
            else
                gradX.addmm_(gradReduced, a.to(dtype));
        }
        return {gradX, gradA, gradB, {}, {}, {}};
    }
};

}  // namespace

LoraLinear::LoraLinear(torch::Tensor first, torch::Tensor second, double s, double p)
    : a(std::move(first)), b(std::move(second)), scale(s), dropout(p) {}

torch::Tensor LoraLinear::forward(const nn::LinearImpl& base, const torch::Tensor& x) {
    torch::Tensor mask;
    if (training && dropout > 0) {
        torch::NoGradGuard noGrad;
        mask = torch::empty_like(x).bernoulli_(1 - dropout).div_(1 - dropout);
    }
    if (torch::GradMode::is_enabled()) return LoraFunction::apply(x, a, b, &base, scale, &mask);
    const auto dtype = x.scalar_type();
    return product(base, x, at::mm(mask.defined() ? x * mask : x, a.to(dtype).t()), b.to(dtype), scale);
}

void LoraLinear::mergeInto(nn::LinearImpl& base) const {
    torch::NoGradGuard noGrad;
    auto merged = base.weight.to(torch::kFloat32, /*non_blocking=*/false, /*copy=*/true);
    merged.addmm_(b.to(torch::kFloat32), a.to(torch::kFloat32), 1, scale);
    base.weight.copy_(merged);
}

}  // namespace atelier::peft
