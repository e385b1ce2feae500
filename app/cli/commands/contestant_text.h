#pragma once

#include "protocol/contestant.h"

#include <string>

namespace atelier::cli {

/// "name=NAME,title=TEXT,model=DIR,adapter=DIR"; adapter once for each. Throws Error for an unknown key, one without a
/// value, one that comes twice, and for a text without a name.
protocol::Contestant contestantFrom(const std::string& text);

}  // namespace atelier::cli
