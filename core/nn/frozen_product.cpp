#include "nn/frozen_product.h"

#include "kernels/product.h"

#include <torch/torch.h>

namespace atelier::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct FrozenProduct : torch::autograd::Function<FrozenProduct> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                          const std::optional<Tensor>& bias) {
        context->save_for_backward({weight});
        return kernels::product(x, weight, bias.value_or(Tensor()));
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto weight = context->get_saved_variables()[0];
        return {kernels::product(gradients[0], weight.t()), {}, {}};
    }
};

// Keeps x and W in their own dtype for the gradient, not as the fp32 copies that were multiplied.
struct WidenedProduct : torch::autograd::Function<WidenedProduct> {
    static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight,
                          const std::optional<Tensor>& bias) {
        context->save_for_backward({x, weight});
        context->saved_data["biased"] = bias.has_value();  // an input that is not there has no gradient to ask for
        return kernels::product(x, weight, bias.value_or(Tensor()));
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1], &gradient = gradients[0];
        const auto rows = gradient.reshape({-1, gradient.size(-1)});
        variable_list result(3);
        if (context->needs_input_grad(0)) result[0] = kernels::product(gradient, weight.t());
        if (context->needs_input_grad(1)) result[1] = kernels::matrixProduct(rows.t(), x.reshape({-1, x.size(-1)}));
        if (context->saved_data["biased"].toBool() && context->needs_input_grad(2)) result[2] = rows.sum(0);
        return result;
    }
};

std::optional<Tensor> optional(const Tensor& bias) {
    return bias.defined() ? std::optional(bias) : std::nullopt;
}

}  // namespace

Tensor frozenProduct(const Tensor& x, const Tensor& weight, const Tensor& bias) {
    if (!kernels::hasOwnProduct(x, weight)) return at::linear(x, weight, bias);
    if (!torch::GradMode::is_enabled() || !x.requires_grad()) return kernels::product(x, weight, bias);
    return FrozenProduct::apply(x, weight, optional(bias));
}

Tensor trainedProduct(const Tensor& x, const Tensor& weight, const Tensor& bias) {
    if (!kernels::widensProducts(x)) return at::linear(x, weight, bias);
    if (!torch::GradMode::is_enabled()) return kernels::product(x, weight, bias);
    return WidenedProduct::apply(x, weight, optional(bias));
}

}  // namespace atelier::nn
