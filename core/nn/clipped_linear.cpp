#include "nn/clipped_linear.h"

#include "nn/build_device.h"

#include <torch/torch.h>

#include <limits>

namespace atelier::nn {

WrappedLinearImpl::WrappedLinearImpl(const LinearOptions& o, bool clipped) {
    linear = register_module("linear", Linear(o));
    if (!clipped) return;
    const auto bound = [this](const char* name) { return register_buffer(name, emptyParameter({})); };
    linear->bounds = LinearBounds{bound("input_min"), bound("input_max"), bound("output_min"), bound("output_max")};
}

void WrappedLinearImpl::setStartValues(at::Generator&) {
    if (!linear->bounds) return;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (auto* low : {&linear->bounds->inputMin, &linear->bounds->outputMin})
        low->fill_(-kInfinity);
    for (auto* high : {&linear->bounds->inputMax, &linear->bounds->outputMax})
        high->fill_(kInfinity);
}

Linear addLinear(torch::nn::Module& parent, const char* name, const LinearOptions& options, Wrapping wrapping) {
    if (wrapping == Wrapping::None) return parent.register_module(name, Linear(options));
    return parent.register_module(name, std::make_shared<WrappedLinearImpl>(options, wrapping == Wrapping::Clipped))
        ->linear;
}

}  // namespace atelier::nn
