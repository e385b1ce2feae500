#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace atelier {

/// What the library of NVIDIA's driver (NVML) tells of a graphics card; nothing where that is not installed. The
/// library is opened when first asked and never closed.

/// How busy it is, 0 to 100.
std::optional<double> gpuUtilization(int device);
std::optional<std::string> gpuName(int device);
std::optional<std::int64_t> gpuMemory(int device);  ///< bytes of its own memory, used or not

}  // namespace atelier
