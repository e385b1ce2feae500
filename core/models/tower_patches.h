#pragma once

#include "common/json.h"

#include <cstdint>
#include <string>

namespace atelier::models {

/// How many patches lie along a side of the square that the vision tower takes: "image_size" and "patch_size" of the
/// config's "vision_config", numbers or pairs; `image` and `patch` where it does not say them. Throws Error (where)
/// for sizes that are none.
std::int64_t patchesAlongSide(const Json& config, const std::string& where, std::int64_t image,
                              std::int64_t patch = 14);

}  // namespace atelier::models
