#include "nn/activation.h"

#include "common/error.h"

#include <torch/torch.h>

namespace atelier::nn {

Activation activationFrom(const std::string& name, const std::string& where) {
    if (name == "silu" || name == "swish") return Activation::Silu;
    if (name == "gelu") return Activation::Gelu;
    if (name == "gelu_pytorch_tanh" || name == "gelu_new") return Activation::GeluTanh;
    if (name == "quick_gelu") return Activation::QuickGelu;
    if (name == "relu") return Activation::Relu;
    throw Error("unknown activation \"" + name + "\"", where, "known: silu, gelu, gelu_pytorch_tanh, quick_gelu, relu");
}

const char* nameOf(Activation activation) {
    switch (activation) {
        case Activation::Silu:
            return "silu";
        case Activation::Gelu:
            return "gelu";
        case Activation::GeluTanh:
            return "gelu_pytorch_tanh";
        case Activation::QuickGelu:
            return "quick_gelu";
        case Activation::Relu:
            return "relu";
    }
    throw std::logic_error("activation");
}

torch::Tensor activate(Activation activation, const torch::Tensor& x) {
    switch (activation) {
        case Activation::Silu:
            return at::silu(x);
        case Activation::Gelu:
            return at::gelu(x);
        case Activation::GeluTanh:
            return at::gelu(x, "tanh");
        // silu(1.702 x) / 1.702 = x · sigmoid(1.702 x): one fused pass instead of two
        case Activation::QuickGelu:
            return at::silu(x * 1.702) / 1.702;
        case Activation::Relu:
            return at::relu(x);
    }
    throw std::logic_error("activation");
}

}  // namespace atelier::nn
