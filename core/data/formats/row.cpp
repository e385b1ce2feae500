#include "data/formats/row.h"

#include "common/error.h"
#include "data/formats/loose.h"

#include <algorithm>

namespace atelier::data {
namespace {

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool saysNothing(const Json& value) {
    return value.is_null() || value.is_binary() || ((value.is_string() || value.is_structured()) && value.empty()) ||
           (value.is_string() && value.get_ref<const std::string&>().empty());
}

}  // namespace

const Json* Row::find(const std::string& key) const {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(key);
    if (found == object_.end()) return nullptr;
    used_.push_back(&*found);
    return found->is_null() ? nullptr : &*found;
}

const Json* Row::findAny(std::initializer_list<const char*> keys) const {
    for (const char* key : keys)
        if (const Json* value = find(std::string(key))) return value;
    return nullptr;
}

std::string Row::text(const std::string& key) const {
    const Json* value = find(key);
    if (!value) return {};
    if (auto text = textOf(*value)) return std::move(*text);
    throw Error("\"" + key + "\" must be a text, not " + value->type_name());
}

Metadata Row::rest() const {
    Metadata rest;
    if (!object_.is_object()) return rest;
    for (const auto& [key, value] : object_.items())
        if (std::find(used_.begin(), used_.end(), &value) == used_.end() && !saysNothing(value))
            rest[key] = metadataText(value);
    return rest;
}

void keepRest(const Row& row, Metadata& metadata, const std::string& prefix, const RowSource& source) {
    for (auto& [key, value] : row.rest()) {
        const bool keep = value.size() <= kLongestMetadata;
        source.report.leaveOut("key", prefix + key, keep ? "kept as metadata" : "not used: longer than 64 KiB",
                               source.where);
        if (keep) metadata[key] = value;
    }
}

void reportRest(const Row& row, const std::string& prefix, const RowSource& source) {
    for (const auto& [key, value] : row.rest())
        source.report.leaveOut("key", prefix + key, "not used", source.where);
}

std::optional<bool> truthOf(const Json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number()) {
        const double number = value.get<double>();
        return number == 0 ? std::optional(false) : number == 1 ? std::optional(true) : std::nullopt;
    }
    if (!value.is_string()) return {};
    const std::string text = lowered(value.get<std::string>());
    for (const char* yes : {"true", "yes", "1", "1.0", "like", "good"})
        if (text == yes) return true;
    for (const char* no : {"false", "no", "0", "0.0", "dislike", "bad"})
        if (text == no) return false;
    return {};
}

std::optional<bool> feedbackOf(const Json& value) {
    if (const auto truth = truthOf(value)) return truth;
    if (value.is_number()) return value.get<double>() == -1 ? std::optional(false) : std::nullopt;
    if (!value.is_string()) return {};
    const std::string text = lowered(value.get<std::string>());
    for (const char* yes : {"liked", "desirable", "positive", "chosen", "thumbs_up", "up", "+1"})
        if (text == yes) return true;
    for (const char* no : {"disliked", "undesirable", "negative", "rejected", "thumbs_down", "down", "-1"})
        if (text == no) return false;
    return {};
}

std::optional<double> numberOf(const Json& value) {
    if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
    return looseNumber(value);
}

std::optional<std::string> textOf(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return looseId(value);
    if (value.is_boolean()) return value.dump();
    return {};
}

}  // namespace atelier::data
