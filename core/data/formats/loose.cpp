#include "data/formats/loose.h"

#include "common/error.h"
#include "common/text_encoding.h"
#include "data/formats/loose_json.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace atelier::data {

std::string readLooseText(const std::filesystem::path& file, ImportReport& report, std::size_t largest) {
    DecodedText decoded = readText(file, largest);
    if (decoded.encoding != "UTF-8")
        report.warn(file.filename().string() + ": read as " + decoded.encoding + ", since it is not UTF-8");
    return std::move(decoded.text);
}

Json readLooseJson(const std::filesystem::path& file, ImportReport& report) {
    std::set<std::string> mended;
    Json value = parseLooseJson(readLooseText(file, report), file.string(), mended);
    for (const std::string& one : mended)
        report.leaveOut("JSON", one, "mended", file.filename().string());
    return value;
}

std::optional<double> looseNumber(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
    return value;
}

std::optional<double> looseNumber(const Json& value) {
    if (value.is_string()) return looseNumber(std::string_view(value.get_ref<const std::string&>()));
    if (!value.is_number()) return {};
    const double number = value.get<double>();
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> looseWhole(const Json& value) {
    constexpr double kExact = 9007199254740992;  // beyond it a double skips whole numbers
    if (value.is_number_integer()) return value.get<std::int64_t>();
    const auto number = looseNumber(value);
    if (!number || *number != std::floor(*number) || std::abs(*number) > kExact) return {};
    return static_cast<std::int64_t>(*number);
}

std::optional<std::string> looseId(const Json& value) {
    if (value.is_number()) {
        const auto whole = looseWhole(value);
        return whole ? std::to_string(*whole) : value.dump();
    }
    if (!value.is_string()) return {};
    const std::string& text = value.get_ref<const std::string&>();
    // "007" is a name; "7.0" is 7.
    const auto whole = looseWhole(value);
    return whole && text.starts_with(std::to_string(*whole)) ? std::to_string(*whole) : text;
}

std::string looseText(const Json& object, const std::string& key, const std::string& where,
                      const std::string& fallback) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return fallback;
    if (found->is_number()) return *looseId(*found);
    return jsonAt<std::string>(object, key, where);
}

void keepRest(const Json& object, const KeySet& known, Metadata& metadata, ImportReport& report,
              const std::string& where) {
    for (const auto& [key, value] : object.items()) {
        if (value.is_null() || known.contains(key)) continue;
        std::string text = metadataText(value);
        const bool keep = text.size() <= kLongestMetadata;
        report.leaveOut("key", key, keep ? "kept as metadata" : "not used: longer than 64 KiB", where);
        if (keep) metadata.insert_or_assign(key, std::move(text));
    }
}

void putRest(const Metadata& metadata, Json& object) {
    for (const auto& [key, value] : metadata)
        object[key] = Json::parse(value);
}

std::string metadataText(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace atelier::data
