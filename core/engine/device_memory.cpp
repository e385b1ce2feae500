#include "engine/device_memory.h"

#include "common/memory.h"

#include <ATen/DeviceAccelerator.h>

namespace atelier::engine {

std::uint64_t availableBytes(torch::Device device) {
    if (device.is_cuda()) return at::accelerator::getMemoryInfo(device.index()).first;
    return static_cast<std::uint64_t>(availableMemory().value_or(0));
}

}  // namespace atelier::engine
