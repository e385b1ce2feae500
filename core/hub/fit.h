#pragma once

#include "hub/search.h"

#include <cstdint>
#include <optional>

namespace atelier::hub {

/// Bytes that a model's weights may take on this machine: the memory of its graphics card, else the main memory that is
/// free now. Nothing where the system does not tell.
std::optional<std::uint64_t> usableMemory();

/// Bytes that an answer of the model takes: its weights in bf16 (or as they are, where that is less) and a tenth
/// beside them. Nothing where the hub does not know its size.
std::optional<std::uint64_t> neededMemory(const FoundModel& model);

/// Largest size of weights that fit into `memory`, as SearchQuery::mostBytes takes it.
std::uint64_t largestWeights(std::uint64_t memory);

}  // namespace atelier::hub
