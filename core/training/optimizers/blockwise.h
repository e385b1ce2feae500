#pragma once

#include "training/optimizers/stateful.h"

#include <functional>

namespace atelier::training {

/// Numbers of 8 bits in blocks of kBlock that share a scale, their largest magnitude: one byte each is the place of the
/// nearest value in a table of 256 whose steps grow with the magnitude (dynamic code of Dettmers et al., 2022, arXiv
/// 2110.02861). The table for numbers that are never negative has one more binary digit.
inline constexpr std::int64_t kBlock = 256;
enum class Sign { Either, Positive };

/// Whether a parameter's state is kept so: not worth it, nor exact enough, for fewer than 4096 numbers.
bool isBlockwise(const torch::Tensor& parameter);

/// NAME, uint8 [elements], and NAME_scale, fp32 [blocks].
std::vector<StateTensor> blockwiseLayout(const std::string& name, const torch::Tensor& parameter);

/// codes uint8 [n], scales fp32 [blocks of n] -> fp32 [n].
torch::Tensor decodeBlocks(const torch::Tensor& codes, const torch::Tensor& scales, Sign sign);
/// values fp32 [n] into codes and scales.
void encodeBlocks(const torch::Tensor& values, torch::Tensor& codes, torch::Tensor& scales, Sign sign);

/// A run of whole blocks of one parameter, flat: parameter and gradient fp32 [n]; of the state, pairs of codes and
/// scales.
struct Chunk {
    torch::Tensor parameter, grad;
    std::vector<torch::Tensor> state;
};
/// The parameter piece by piece, so that its 32-bit copies stay small; what `change` does to chunk.parameter is
/// written back.
void forChunks(Update& update, const std::function<void(Chunk&)>& change);

}  // namespace atelier::training
