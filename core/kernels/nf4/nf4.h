#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// Matrices of 4 bits an element, in the layout and with the numbers of bitsandbytes (QLoRA, Dettmers et al., 2023,
/// arXiv 2305.14314).
///
/// The elements, row after row, form blocks of 64; a block keeps its largest magnitude (absmax), an element the code of
/// the nearest of sixteen values between -1 and 1 to its share of that. Double quantisation keeps absmax in 8 bits:
/// absmax minus its mean, again in blocks (of 256) with a largest magnitude each, with the code of the nearest of the
/// 256 values of dynamicMap().
///
/// None of these functions records gradients: the caller makes the autograd node of a product.
namespace atelier::kernels {

/// Which sixteen values: NF4 (quantiles of the normal distribution) or FP4 (sign, 2 bits of exponent, 1 of mantissa).
enum class FourBitType { NF4, FP4 };

struct Nf4Tensor {
    static constexpr std::int64_t kBlockSize = 64, kNestedBlockSize = 256;

    std::vector<std::int64_t> shape;       ///< of the source
    torch::Dtype dtype = torch::kFloat32;  ///< of the source: fp32, bf16 or fp16
    FourBitType type = FourBitType::NF4;
    std::int64_t blockSize = kBlockSize;              ///< elements, even
    std::int64_t nestedBlockSize = kNestedBlockSize;  ///< blocks; of double quantisation

    torch::Tensor codes;   ///< uint8 [ceil(n / 2), 1]: two a byte, the first in the high bits
    torch::Tensor absmax;  ///< fp32 [blocks]; with double quantisation uint8 [blocks]
    /// Of double quantisation, else undefined: fp32 [ceil(blocks / nestedBlockSize)], [256] and [], absmax's mean.
    torch::Tensor nestedAbsmax, nestedMap, offset;

    bool doubleQuantized() const { return nestedAbsmax.defined(); }
    std::int64_t numel() const;
    std::int64_t blocks() const { return (numel() + blockSize - 1) / blockSize; }
    std::int64_t bytes() const;  ///< of all tensors
    Nf4Tensor to(const torch::Device& device) const;
};

/// weight: fp32, bf16 or fp16, any shape, at least one element. Throws Error naming `where` for one that is not finite.
Nf4Tensor quantizeNf4(const torch::Tensor& weight, bool doubleQuantization = true, FourBitType type = FourBitType::NF4,
                      const std::string& where = {});

/// The matrix in `dtype`, computed in fp32 and rounded once.
torch::Tensor dequantizeNf4(const Nf4Tensor& q, torch::Dtype dtype);

/// x Wᵀ + b with W [out, in]; x [..., in], b [out] or undefined. The result has x's dtype; see tiledLinear() for W's.
/// Meta tensors give meta tensors.
torch::Tensor nf4Linear(const torch::Tensor& x, const Nf4Tensor& q, const torch::Tensor& bias = {});
/// g W; g [..., out] -> [..., in].
torch::Tensor nf4LinearTransposed(const torch::Tensor& g, const Nf4Tensor& q);

/// bitsandbytes' tensors: NAME, NAME.absmax, NAME.quant_map, NAME.nested_absmax, NAME.nested_quant_map and
/// NAME.quant_state.bitsandbytes__nf4 (or __fp4), JSON as uint8. `name` as "….q_proj.weight".
std::map<std::string, torch::Tensor> toTensors(const Nf4Tensor& q, const std::string& name);
/// Reads them back. Throws Error naming `where` and the tensor for one that is missing or does not go with the shape.
Nf4Tensor nf4FromTensors(const std::map<std::string, torch::Tensor>& tensors, const std::string& name,
                         const std::string& where);

/// fp32 [16]: the value of each code.
torch::Tensor fourBitValues(FourBitType type);
/// fp32 [256], ascending: bitsandbytes' signed dynamic map. In each of seven powers of ten up to 1 the middles of equal
/// steps, twice as many in the next; 0 and 1 (Dettmers, 2016, arXiv 1511.04561).
torch::Tensor dynamicMap();

}  // namespace atelier::kernels
