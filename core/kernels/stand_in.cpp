#include "kernels/stand_in.h"

#include <utility>

namespace atelier::kernels {
namespace {

torch::Device& stoodFor() {
    thread_local torch::Device device = torch::kMeta;
    return device;
}

}  // namespace

StandIn::StandIn(torch::Device device) : before_(std::exchange(stoodFor(), device)) {}

StandIn::~StandIn() {
    stoodFor() = before_;
}

torch::Device pathDevice(const torch::Tensor& tensor) {
    return tensor.is_meta() ? stoodFor() : tensor.device();
}

}  // namespace atelier::kernels
