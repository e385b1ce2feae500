#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

namespace atelier::nn {

/// Convolution whose stride is its kernel: every patch is projected by itself. weight [width, channels, (frames,)
/// height, width].
struct PatchProjectionImpl : torch::nn::Module {
    PatchProjectionImpl(std::vector<std::int64_t> weightShape, bool hasBias);
    /// Patches already cut and flattened as the weight is: [patches, channels·…] -> [patches, width].
    torch::Tensor ofPatches(const torch::Tensor& patches) const;
    /// Whole images [n, channels, height, width] -> [n, patches, width], row by row.
    torch::Tensor ofImages(const torch::Tensor& images) const;

    torch::Tensor weight, bias;
};
TORCH_MODULE(PatchProjection);

}  // namespace atelier::nn
