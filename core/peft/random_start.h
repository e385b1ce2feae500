#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::peft {

/// A generator for the random start of one tensor. `name` is that of its place, so that the order of places does not
/// matter.
at::Generator startGenerator(std::uint64_t seed, const std::string& name);

/// Where PEFT starts most matrices, kaiming_uniform_(a = √5): fp32, uniform within ±1/√columns.
torch::Tensor kaimingStart(std::int64_t rows, std::int64_t columns, std::uint64_t seed, const std::string& name);

}  // namespace atelier::peft
