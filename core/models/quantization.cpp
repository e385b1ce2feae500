#include "models/quantization.h"

#include "models/places.h"
#include "nn/quantized_weight.h"

#include <torch/torch.h>

#include <string_view>

namespace atelier::models {
namespace {

// What a quantised weight takes, without values: for models that are built and not loaded.
std::shared_ptr<nn::Weight> sizesOf(const torch::Tensor& dense, const QuantizationOptions& options) {
    const auto sizes = [&](std::vector<std::int64_t> shape, torch::Dtype dtype) {
        return torch::empty(shape, torch::dtype(dtype).device(torch::kMeta));
    };
    if (options.bits == 8)
        return std::make_shared<nn::EightBitWeight>(
            kernels::Int8Tensor{sizes({dense.size(0), dense.size(1)}, torch::kInt8),
                                sizes({dense.size(0)}, torch::kFloat32), dense.scalar_type()});
    kernels::Nf4Tensor q;
    q.shape = dense.sizes().vec();
    q.dtype = dense.scalar_type();
    q.codes = sizes({(q.numel() + 1) / 2, 1}, torch::kUInt8);
    q.absmax = sizes({q.blocks()}, options.doubleQuantized ? torch::kUInt8 : torch::kFloat32);
    if (options.doubleQuantized) {
        q.nestedAbsmax = sizes({(q.blocks() + q.nestedBlockSize - 1) / q.nestedBlockSize}, torch::kFloat32);
        q.nestedMap = sizes({256}, torch::kFloat32);
        q.offset = sizes({}, torch::kFloat32);
    }
    return std::make_shared<nn::FourBitWeight>(q);
}

}  // namespace

std::shared_ptr<nn::Weight> quantized(const torch::Tensor& dense, const QuantizationOptions& options,
                                      torch::Device device) {
    if (dense.is_meta()) return sizesOf(dense, options);
    const auto values = dense.to(device);
    if (options.bits == 8) return std::make_shared<nn::EightBitWeight>(kernels::quantizeInt8(values));
    const auto type = options.type == "fp4" ? kernels::FourBitType::FP4 : kernels::FourBitType::NF4;
    return std::make_shared<nn::FourBitWeight>(kernels::quantizeNf4(values, options.doubleQuantized, type));
}

void makeDense(Model& model, torch::Dtype dtype) {
    torch::NoGradGuard noGrad;
    for (auto& place : findPlaces(model).linears)
        if (const auto& matrix = place.module->matrix(); std::string_view(matrix.format()) != "dense")
            place.module->setMatrix(std::make_shared<nn::DenseWeight>(matrix.dense(dtype)));
}

}  // namespace atelier::models
