#pragma once

#include <torch/types.h>

#include <cstdint>

namespace atelier::engine {

/// Bytes of the device's memory that are free, for this process or another; 0 where the system does not tell.
std::uint64_t availableBytes(torch::Device device);

}  // namespace atelier::engine
