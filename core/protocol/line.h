#pragma once

#include "common/error.h"
#include "common/json.h"

#include <string>
#include <string_view>

/// What goes between a window and the process that runs its job: one JSON object a line. The README has the whole
/// conversation.
namespace atelier::protocol {

/// One line with its end; bytes that are no UTF-8 become U+FFFD.
std::string line(const Json& json);
/// The object on a line. Throws Error naming `where`.
Json objectFromLine(std::string_view text, const std::string& where);

/// {"kind": "user", "failure" or "interrupted", "what", "where", "hint"}
Json toJson(const Error& error);
Error errorFromJson(const Json& json, const std::string& where);

}  // namespace atelier::protocol
