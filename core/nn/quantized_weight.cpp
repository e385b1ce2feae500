#include "nn/quantized_weight.h"

#include <torch/torch.h>

namespace atelier::nn {
namespace {

// x Wᵀ + b of a weight that only multiplies.
struct QuantizedProduct : torch::autograd::Function<QuantizedProduct> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                                 const std::optional<torch::Tensor>& bias, const Weight* weight) {
        context->saved_data["weight"] = reinterpret_cast<std::int64_t>(weight);
        return weight->productNoGrad(x, bias.value_or(torch::Tensor()));
    }
    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   const torch::autograd::variable_list& gradients) {
        const auto& weight = *reinterpret_cast<const Weight*>(context->saved_data["weight"].toInt());
        return {weight.transposedProduct(gradients[0]), {}, {}};
    }
};

// The bias may be trained: it is added by itself then.
torch::Tensor recorded(const Weight& weight, const torch::Tensor& x, const torch::Tensor& bias) {
    if (!torch::GradMode::is_enabled()) return weight.productNoGrad(x, bias);
    const bool trained = bias.defined() && bias.requires_grad();
    const bool fused = bias.defined() && !trained;
    auto y = x.requires_grad() ? QuantizedProduct::apply(x, fused ? std::optional(bias) : std::nullopt, &weight)
                               : weight.productNoGrad(x, fused ? bias : torch::Tensor());
    return trained ? y + bias.to(y.scalar_type()) : y;
}

torch::Tensor cast(const torch::Tensor& bias, const torch::Tensor& like) {
    return bias.defined() ? bias.to(like.scalar_type()) : bias;
}

}  // namespace

torch::Tensor FourBitWeight::product(const torch::Tensor& x, const torch::Tensor& bias) const {
    return recorded(*this, x, bias);
}

torch::Tensor FourBitWeight::productNoGrad(const torch::Tensor& x, const torch::Tensor& bias) const {
    return kernels::nf4Linear(x, values_, cast(bias, x));
}

torch::Tensor FourBitWeight::transposedProduct(const torch::Tensor& g) const {
    return kernels::nf4LinearTransposed(g, values_);
}

torch::Tensor FourBitWeight::dense(torch::Dtype dtype) const {
    return kernels::dequantizeNf4(values_, dtype);
}

void FourBitWeight::assign(const torch::Tensor& values) {
    values_ = kernels::quantizeNf4(values.to(values_.dtype), values_.doubleQuantized(), values_.type);
}

std::map<std::string, torch::Tensor> FourBitWeight::tensors() const {
    return kernels::toTensors(values_, "weight");
}

torch::Tensor EightBitWeight::product(const torch::Tensor& x, const torch::Tensor& bias) const {
    return recorded(*this, x, bias);
}

torch::Tensor EightBitWeight::productNoGrad(const torch::Tensor& x, const torch::Tensor& bias) const {
    return kernels::int8Linear(x, values_, cast(bias, x));
}

torch::Tensor EightBitWeight::transposedProduct(const torch::Tensor& g) const {
    return kernels::int8LinearTransposed(g, values_);
}

torch::Tensor EightBitWeight::dense(torch::Dtype dtype) const {
    return kernels::dequantizeInt8(values_, dtype);
}

void EightBitWeight::assign(const torch::Tensor& values) {
    values_ = kernels::quantizeInt8(values.to(values_.dtype));
}

std::map<std::string, torch::Tensor> EightBitWeight::tensors() const {
    return kernels::toTensors(values_, "");
}

}  // namespace atelier::nn
