#include "hub/fit.h"

#include "common/gpu.h"
#include "common/memory.h"

#include <algorithm>

namespace atelier::hub {

std::optional<std::uint64_t> usableMemory() {
    if (const auto card = gpuMemory(0)) return static_cast<std::uint64_t>(*card);
    if (const auto memory = availableMemory()) return static_cast<std::uint64_t>(*memory);
    return std::nullopt;
}

std::optional<std::uint64_t> neededMemory(const FoundModel& model) {
    if (!model.parameters) return std::nullopt;
    return std::min(*model.parameters * 2, model.bytes.value_or(UINT64_MAX)) * 11 / 10;
}

std::uint64_t largestWeights(std::uint64_t memory) {
    return memory / 11 * 10;
}

}  // namespace atelier::hub
