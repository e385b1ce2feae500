#pragma once

#include "nn/linear.h"
#include "nn/start_values.h"

namespace atelier::nn {

/// How linear layers stand in their module: directly, or each as the child "linear" of a module of its own, which may
/// have bounds. Source: transformers, Gemma4ClippableLinear.
enum class Wrapping { None, Plain, Clipped };

/// Such a module. Clipped: bounds as buffers "input_min", "input_max", "output_min" and "output_max", which are stored
/// with the weights and never trained.
struct WrappedLinearImpl : torch::nn::Module, StartValues {
    WrappedLinearImpl(const LinearOptions& options, bool clipped);
    void setStartValues(at::Generator& generator) override;

    Linear linear{nullptr};
};

/// Registers a linear layer under `name` of `parent`.
Linear addLinear(torch::nn::Module& parent, const char* name, const LinearOptions& options, Wrapping wrapping);

}  // namespace atelier::nn
