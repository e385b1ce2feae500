#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string_view>

namespace atelier {

using Json = nlohmann::ordered_json;  ///< keeps key order, so that what we write back stays readable in a diff

/// Strict JSON: refuses duplicate keys, NaN, nesting deeper than 100, trailing text, bad UTF-8; a byte-order mark is
/// skipped. Throws Error naming `source`, line and column.
Json parseJson(std::string_view text, const std::string& source);
Json readJson(const std::filesystem::path& path);

/// Typed access with an Error that names `where` and the key. `T` is bool, int64_t, double or std::string.
template <class T>
T jsonAt(const Json& object, const std::string& key, const std::string& where);
/// The same with a default for a missing or null key.
template <class T>
T jsonAt(const Json& object, const std::string& key, const std::string& where, T fallback);

}  // namespace atelier
