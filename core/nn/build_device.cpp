#include "nn/build_device.h"

#include <torch/torch.h>

namespace atelier::nn {
namespace {

torch::Device& device() {
    thread_local torch::Device current = torch::kCPU;
    return current;
}

}  // namespace

BuildDevice::BuildDevice(torch::Device wanted) : before_(device()) {
    device() = wanted;
}

BuildDevice::~BuildDevice() {
    device() = before_;
}

torch::Device BuildDevice::current() {
    return device();
}

torch::Tensor emptyParameter(const std::vector<std::int64_t>& shape) {
    return torch::empty(shape, torch::dtype(torch::kFloat32).device(device()));
}

}  // namespace atelier::nn
