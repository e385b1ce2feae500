#pragma once

#include "common/json.h"
#include "data/sample.h"

namespace atelier::data {

/// All of a sample as one JSON object: what undo keeps, and a line of the format "atelier". Fields at their default are
/// left out. Numbers come back bit-equal.
Json toJson(const Sample& sample);
/// Throws Error naming `where` and the key: a wrong type, an unknown name, and what requireValid() refuses.
Sample sampleFromJson(const Json& json, const std::string& where);
/// The same without requireValid(): what was stored must come back, even where it needs mending.
Sample uncheckedSampleFromJson(const Json& json, const std::string& where);

}  // namespace atelier::data
