#pragma once

#include <cstdint>
#include <optional>

namespace atelier {

/// What this process holds in main memory now, in bytes (resident set); nothing where the system does not tell.
std::optional<std::int64_t> residentBytes();

}  // namespace atelier
