#pragma once

#include <cstdint>
#include <optional>

namespace atelier {

/// What this process holds in main memory now, in bytes (resident set); nothing where the system does not tell.
std::optional<std::int64_t> residentBytes();

/// What a process may still take: of the machine's memory, or of its control group's limit where that is less.
std::optional<std::int64_t> availableMemory();

}  // namespace atelier
