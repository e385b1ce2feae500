#include "protocol/fields.h"

#include <cmath>
#include <limits>

namespace atelier::protocol {

ObjectReader::ObjectReader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) throw Error("expected a JSON object", where_);
}

const Json* ObjectReader::find(const std::string& key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
}

const Json& ObjectReader::at(const std::string& key) {
    if (const Json* found = find(key)) return *found;
    throw Error("\"" + key + "\" is missing", where_);
}

void ObjectReader::finish() const {
    for (const auto& [key, _] : object_.items())
        if (!known_.contains(key)) throw Error("unknown key \"" + key + "\"", where_);
}

namespace detail {
namespace {

void require(bool holds, const char* expected, const Json& json, const Place& place) {
    if (!holds)
        throw Error("\"" + place.key + "\" must be " + expected + ", not " + std::string(json.type_name()),
                    place.where);
}

}  // namespace

bool boolFrom(const Json& json, const Place& place) {
    require(json.is_boolean(), "true or false", json, place);
    return json.get<bool>();
}

std::int64_t integerFrom(const Json& json, const Place& place) {
    // A whole number beyond 64 bits may come as a double.
    const bool tooLarge = json.is_number_unsigned() ? json.get<std::uint64_t>() > std::uint64_t(INT64_MAX)
                                                    : json.is_number_float() && std::abs(json.get<double>()) >= 0x1p63;
    require(json.is_number_integer() || tooLarge, "a whole number", json, place);
    if (tooLarge) throw Error("\"" + place.key + "\" is too large a number", place.where);
    return json.get<std::int64_t>();
}

std::uint64_t countFrom(const Json& json, const Place& place) {
    const bool count = json.is_number_unsigned() || (json.is_number_integer() && json.get<std::int64_t>() >= 0);
    if (!count) throw Error("\"" + place.key + "\" must be a whole number, at least 0", place.where);
    return json.get<std::uint64_t>();
}

double numberFrom(const Json& json, const Place& place) {
    if (json.is_null()) return std::numeric_limits<double>::quiet_NaN();
    require(json.is_number(), "a number", json, place);
    return json.get<double>();
}

std::string textFrom(const Json& json, const Place& place) {
    require(json.is_string(), "a text", json, place);
    return json.get<std::string>();
}

const Json& listFrom(const Json& json, const Place& place) {
    require(json.is_array(), "a list", json, place);
    return json;
}

const Json& objectFrom(const Json& json, const Place& place) {
    require(json.is_object(), "an object", json, place);
    return json;
}

Json numberJson(double value) {
    return std::isfinite(value) ? Json(value) : Json();
}

}  // namespace detail
}  // namespace atelier::protocol
