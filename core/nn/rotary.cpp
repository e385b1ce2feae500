#include "nn/rotary.h"

#include "kernels/kernels.h"

#include <torch/torch.h>

namespace atelier::nn {
namespace {

torch::Tensor frequencies(std::int64_t size, double theta, torch::Device device) {
    const auto exponents = torch::arange(0, size, 2, torch::dtype(torch::kFloat32)) / static_cast<double>(size);
    return (1.0 / torch::pow(torch::scalar_tensor(theta, torch::kFloat32), exponents)).to(device);
}

Rotary fromAngles(const torch::Tensor& half) {
    const auto angles = torch::cat({half, half}, -1);
    return {angles.cos(), angles.sin()};
}

}  // namespace

torch::Tensor Rotary::apply(const torch::Tensor& x) const {
    return kernels::rotary(x, cos, sin);
}

Rotary makeRotary(const torch::Tensor& positions, std::int64_t headSize, double theta) {
    return fromAngles(positions.to(torch::kFloat32).unsqueeze(-1) * frequencies(headSize, theta, positions.device()));
}

Rotary makeMultimodalRotary(const torch::Tensor& positions, std::int64_t headSize, double theta,
                            const std::vector<std::int64_t>& sections) {
    const auto angles = positions.to(torch::kFloat32).unsqueeze(-1) * frequencies(headSize, theta, positions.device());
    std::vector<torch::Tensor> chunks;
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        chunks.push_back(angles[static_cast<std::int64_t>(i % 3)].narrow(-1, begin, sections[i]));
        begin += sections[i];
    }
    return fromAngles(torch::cat(chunks, -1));
}

Rotary makeAxialRotary(const torch::Tensor& rows, const torch::Tensor& columns, std::int64_t headSize, double theta) {
    const auto f = frequencies(headSize / 2, theta, rows.device());
    return fromAngles(
        torch::cat({rows.to(torch::kFloat32).unsqueeze(-1) * f, columns.to(torch::kFloat32).unsqueeze(-1) * f}, -1));
}

}  // namespace atelier::nn
