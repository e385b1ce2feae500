#include "nn/patch_projection.h"

#include "common/error.h"
#include "nn/build_device.h"
#include "nn/frozen_product.h"

#include <torch/torch.h>

namespace atelier::nn {

PatchProjectionImpl::PatchProjectionImpl(std::vector<std::int64_t> weightShape, bool hasBias) {
    weight = register_parameter("weight", emptyParameter(weightShape));
    if (hasBias) bias = register_parameter("bias", emptyParameter({weightShape[0]}));
}

torch::Tensor PatchProjectionImpl::ofPatches(const torch::Tensor& patches) const {
    const std::int64_t each = weight.numel() / weight.size(0);
    if (patches.size(-1) != each)
        throw Error("patches of " + std::to_string(patches.size(-1)) + " numbers, but the vision tower takes " +
                        std::to_string(each),
                    "pixel_values",
                    "the image processor must belong to the model: same patch_size and temporal_patch_size");
    const auto dtype = patches.scalar_type();
    const auto w = weight.flatten(1).to(dtype), b = bias.defined() ? bias.to(dtype) : bias;
    return weight.requires_grad() ? trainedProduct(patches, w, b) : frozenProduct(patches, w, b);
}

torch::Tensor PatchProjectionImpl::ofImages(const torch::Tensor& images) const {
    const std::int64_t height = weight.size(2), width = weight.size(3);
    const auto patches =
        images.unfold(2, height, height).unfold(3, width, width);  // [n, channels, rows, columns, height, width]
    return ofPatches(patches.permute({0, 2, 3, 1, 4, 5}).flatten(3).flatten(1, 2));
}

}  // namespace atelier::nn
