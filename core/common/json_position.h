#pragma once

#include "common/json.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace atelier {

/// Where in `text`, a JSON that parseJson() takes, the value at `path` stands: bytes [first, second), quotes included.
/// Nothing where there is no such value.
std::optional<std::pair<std::size_t, std::size_t>> jsonValueAt(std::string_view text, const Json::json_pointer& path);

/// "SOURCE:LINE:COLUMN" of a byte, counted from 1 as parseJson() does.
std::string jsonPlace(const std::string& source, std::string_view text, std::size_t byte);

}  // namespace atelier
