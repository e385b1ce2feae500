#pragma once

#include <torch/types.h>

#include <string>

namespace atelier::nn {

enum class Activation { Silu, Gelu, GeluTanh, QuickGelu, Relu };

/// By the name that config.json uses ("silu", "gelu", "gelu_pytorch_tanh", "quick_gelu", "relu"). Throws Error naming
/// `where`.
Activation activationFrom(const std::string& name, const std::string& where);
/// The name that activationFrom() takes.
const char* nameOf(Activation activation);
torch::Tensor activate(Activation activation, const torch::Tensor& x);

}  // namespace atelier::nn
