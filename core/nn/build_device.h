#pragma once

#include <torch/types.h>

#include <vector>

namespace atelier::nn {

/// Where modules that are built meanwhile on this thread place their parameters. On the meta device they have sizes and
/// no memory.
class BuildDevice {
public:
    explicit BuildDevice(torch::Device device);
    ~BuildDevice();
    BuildDevice(const BuildDevice&) = delete;
    BuildDevice& operator=(const BuildDevice&) = delete;

    static torch::Device current();

private:
    torch::Device before_;
};

/// A tensor for a parameter, fp32, with undefined values.
torch::Tensor emptyParameter(const std::vector<std::int64_t>& shape);

}  // namespace atelier::nn
