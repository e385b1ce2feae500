#pragma once

#include "common/error.h"
#include "common/json.h"
#include "text/regex.h"

#include <string>
#include <vector>

namespace atelier::text {

/// Reading the parts of a tokenizer.json. `where` is the file and the place in it, e.g. "tokenizer.json: decoder".
inline std::string typeOf(const Json& part, const std::string& where) {
    return jsonAt<std::string>(part, "type", where);
}

[[noreturn]] inline void unsupportedPart(const std::string& type, const std::string& where) {
    throw Error("the type \"" + type + "\" is not supported", where, "core/text/README.md says how to add one");
}

/// The list under `key`; throws Error where it is missing or something else.
inline const Json& listAt(const Json& part, const std::string& key, const std::string& where) {
    const auto found = part.find(key);
    if (found == part.end() || !found->is_array()) throw Error("\"" + key + "\" must be a list", where);
    return *found;
}

/// {"String": "…"} or {"Regex": "…"} under `pattern`.
inline Regex patternAt(const Json& part, const std::string& where) {
    const auto found = part.find("pattern");
    if (found == part.end() || !found->is_object() || found->size() != 1)
        throw Error("\"pattern\" must be {\"String\": …} or {\"Regex\": …}", where);
    if (found->contains("String")) return Regex::literal(jsonAt<std::string>(*found, "String", where), where);
    return Regex(jsonAt<std::string>(*found, "Regex", where), where);
}

/// A count that is not negative.
inline std::size_t countAt(const Json& part, const std::string& key, const std::string& where) {
    const auto value = jsonAt<std::int64_t>(part, key, where);
    if (value < 0) throw Error("\"" + key + "\" must not be negative", where);
    return std::size_t(value);
}

}  // namespace atelier::text
