#pragma once

#include "common/json.h"

#include <set>
#include <string>
#include <string_view>

namespace atelier::data {

/// JSON that other programs write and strict readers refuse, made strict: NaN and Infinity become null, control
/// characters within a text are escaped, commas before a closing bracket go. Anything else stays as it is.
struct MendedJson {
    std::string text;
    std::set<std::string> mended;  ///< what was found, as words for a report; empty: nothing
};
MendedJson mendJson(std::string_view text);

/// parseJson(), and where that fails once more with mendJson(); `mended` gets what was found. Throws the first Error.
Json parseLooseJson(std::string_view text, const std::string& source, std::set<std::string>& mended);

}  // namespace atelier::data
