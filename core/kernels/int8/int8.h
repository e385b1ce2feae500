#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>

/// Matrices of 8 bits an element, as bitsandbytes stores them for LLM.int8() (Dettmers et al., 2022, arXiv 2208.07339):
/// a row keeps its largest magnitude ("SCB"), an element round(127 · w / SCB), half to even. Only weights are
/// quantised: a product is that of the dequantised matrix with x as it is, where LLM.int8() also quantises x, outliers
/// excepted. bitsandbytes' Linear8bitLt rounds weights to fp16 before it quantises them; here they are taken as they
/// are.
///
/// None of these functions records gradients: the caller makes the autograd node of a product.
namespace atelier::kernels {

struct Int8Tensor {
    torch::Tensor codes;                   ///< int8 [out, in]
    torch::Tensor absmax;                  ///< fp32 [out]
    torch::Dtype dtype = torch::kFloat32;  ///< of the source

    std::int64_t bytes() const { return static_cast<std::int64_t>(codes.nbytes() + absmax.nbytes()); }
    Int8Tensor to(const torch::Device& device) const { return {codes.to(device), absmax.to(device), dtype}; }
};

/// weight: fp32, bf16 or fp16 [out, in]. Throws Error naming `where` for one that is not finite.
Int8Tensor quantizeInt8(const torch::Tensor& weight, const std::string& where = {});

/// [out, in] in `dtype`, computed in fp32 and rounded once.
torch::Tensor dequantizeInt8(const Int8Tensor& q, torch::Dtype dtype);

/// x Wᵀ + b; x [..., in], b [out] or undefined. The result has x's dtype; see tiledLinear() for W's. Meta tensors give
/// meta tensors.
torch::Tensor int8Linear(const torch::Tensor& x, const Int8Tensor& q, const torch::Tensor& bias = {});
/// g W; g [..., out] -> [..., in].
torch::Tensor int8LinearTransposed(const torch::Tensor& g, const Int8Tensor& q);

/// bitsandbytes' tensors: PREFIXweight, PREFIXSCB and PREFIXweight_format (uint8 [], 0 for rows). `prefix` as
/// "….q_proj.".
std::map<std::string, torch::Tensor> toTensors(const Int8Tensor& q, const std::string& prefix);
/// Reads them back; `dtype` is the model's, which they do not tell. A weight_format may be missing. Throws Error naming
/// `where` and the tensor for one that is missing, that does not go with the weight, or of another format.
Int8Tensor int8FromTensors(const std::map<std::string, torch::Tensor>& tensors, const std::string& prefix,
                           torch::Dtype dtype, const std::string& where);

}  // namespace atelier::kernels
