#pragma once

#include <torch/types.h>

#include <map>
#include <string>

/// Reading quantised matrices from named tensors.
namespace atelier::kernels {

using NamedTensors = std::map<std::string, torch::Tensor>;

/// What a stored matrix consists of; every complaint names the tensor and the file.
class StoredParts {
public:
    /// `where` is the file, for messages.
    StoredParts(const NamedTensors& tensors, std::string where) : tensors_(tensors), where_(std::move(where)) {}

    bool has(const std::string& name) const { return tensors_.count(name) > 0; }
    const torch::Tensor& at(const std::string& name) const;
    /// Contiguous, of `dtype`, with `count` elements.
    torch::Tensor at(const std::string& name, torch::Dtype dtype, std::int64_t count) const;
    /// fp32 [count] from any floating type; finite.
    torch::Tensor statistics(const std::string& name, std::int64_t count) const;
    [[noreturn]] void refuse(const std::string& name, const std::string& what) const;

private:
    const NamedTensors& tensors_;
    std::string where_;
};

}  // namespace atelier::kernels
