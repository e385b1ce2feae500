#pragma once

#include <torch/types.h>

namespace atelier::kernels {

/// While it lives, tensors on the meta device stand for tensors on `device`, on this thread: what runs on them takes
/// that device's path, and makes tensors of the same sizes and types as there.
class StandIn {
public:
    explicit StandIn(torch::Device device);
    ~StandIn();
    StandIn(const StandIn&) = delete;
    StandIn& operator=(const StandIn&) = delete;

private:
    torch::Device before_;
};

/// Whose path to take for a tensor: its own device's, or that of the device which the meta device stands for.
torch::Device pathDevice(const torch::Tensor& tensor);

}  // namespace atelier::kernels
