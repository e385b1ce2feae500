#pragma once

#include "common/json.h"
#include "data/formats/format.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace atelier::data {

/// Values of other tools' JSON, which write numbers as text, whole numbers with a decimal point, ids as either.

/// A text file of any encoding as UTF-8, and a JSON file; the report says where one is not UTF-8.
std::string readLooseText(const std::filesystem::path& file, ImportReport& report,
                          std::size_t largest = std::size_t(4) << 30);
Json readLooseJson(const std::filesystem::path& file, ImportReport& report);

/// 3, 3.5, "3", " 3.5 "; nothing for anything but a finite number.
std::optional<double> looseNumber(const Json& value);
std::optional<double> looseNumber(std::string_view text);
/// 3, 3.0, "3", "3.0"; nothing for anything but a whole number.
std::optional<std::int64_t> looseWhole(const Json& value);
/// An id as text, the same for 7, 7.0, "7" and "7.0"; nothing for what is neither number nor text.
std::optional<std::string> looseId(const Json& value);
/// A text, or a number as text; `fallback` where the key is missing or null. Throws Error for other values.
std::string looseText(const Json& object, const std::string& key, const std::string& where,
                      const std::string& fallback = {});

inline constexpr std::size_t kLongestMetadata = std::size_t(64) << 10;  ///< bytes; longer values are not kept

/// Keeps the members of `object` that are neither `known` nor null as metadata, and counts each in the report.
void keepRest(const Json& object, const KeySet& known, Metadata& metadata, ImportReport& report,
              const std::string& where);
/// Adds metadata to `object`; a key that is there gets its value.
void putRest(const Metadata& metadata, Json& object);
/// A value as metadata has it.
std::string metadataText(const Json& value);

}  // namespace atelier::data
