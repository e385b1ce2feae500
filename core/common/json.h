#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace atelier {

using Json = nlohmann::ordered_json;  ///< keeps key order, so that what we write back stays readable in a diff

/// Strict JSON: refuses duplicate keys, NaN, nesting deeper than 100, trailing text, bad UTF-8; a byte-order mark is
/// skipped. A whole number beyond 64 bits becomes a double, which nothing that wants a whole number takes. Throws Error
/// naming `source`, line and column (in bytes). More than `maxValues` values are refused too: what a text becomes in
/// memory is some tens of bytes a value. Beware: Json looks keys up one after the other. Iterate over large objects (a
/// vocabulary), or move them into a map.
Json parseJson(std::string_view text, const std::string& source, std::size_t maxValues = SIZE_MAX);
Json readJson(const std::filesystem::path& path);

/// Typed access with an Error that names `where` and the key. `T` is bool, int64_t, double or std::string.
template <class T>
T jsonAt(const Json& object, const std::string& key, const std::string& where);
/// The same with a default for a missing or null key.
template <class T>
T jsonAt(const Json& object, const std::string& key, const std::string& where, T fallback);

}  // namespace atelier
