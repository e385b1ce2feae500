#pragma once

#include "common/error.h"
#include "common/json.h"

#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// How the wire's objects are read, strictly. For wire*.cpp alone.
namespace atelier::protocol {

/// Values and what they are called.
template <class E, std::size_t N>
struct Names {
    std::array<std::pair<E, const char*>, N> all;

    const char* of(E value) const {
        for (const auto& [one, name] : all)
            if (one == value) return name;
        throw std::logic_error("a value without a name");
    }
    E from(const std::string& name, const std::string& what, const std::string& where) const {
        std::string known;
        for (const auto& [one, text] : all) {
            if (name == text) return one;
            known += (known.empty() ? "" : ", ") + std::string(text);
        }
        throw Error("unknown " + what + " \"" + name + "\"", where, "known: " + known);
    }
};

/// Members of one object; finish() refuses those that nobody asked for.
class Fields {
public:
    Fields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
        if (!object.is_object()) throw Error("expected a JSON object", where_);
    }

    template <class T>
    T at(const std::string& key) {
        known_.insert(key);
        return jsonAt<T>(object_, key, where_);
    }
    template <class T>
    T at(const std::string& key, T fallback) {
        known_.insert(key);
        return jsonAt<T>(object_, key, where_, std::move(fallback));
    }
    std::string text(const std::string& key) { return at<std::string>(key); }
    std::filesystem::path path(const std::string& key) { return text(key); }
    /// A number; null is one that was not finite.
    double number(const std::string& key) {
        return member(key).is_null() ? std::numeric_limits<double>::quiet_NaN() : at<double>(key);
    }
    std::uint64_t count(const std::string& key) { return countOf(member(key), key); }
    std::uint64_t countOf(const Json& value, const std::string& key) const {
        if (!value.is_number_unsigned() && !(value.is_number_integer() && value.get<std::int64_t>() >= 0))
            throw Error("\"" + key + "\" must be a whole number, at least 0", where_);
        return value.get<std::uint64_t>();
    }
    const Json& list(const std::string& key) {
        const Json& value = member(key);
        if (!value.is_array()) throw Error("\"" + key + "\" must be a list", where_);
        return value;
    }
    std::vector<std::string> texts(const std::string& key) {
        std::vector<std::string> all;
        for (const Json& one : list(key)) {
            if (!one.is_string()) throw Error("\"" + key + "\" must be a list of texts", where_);
            all.push_back(one.get<std::string>());
        }
        return all;
    }
    const Json& object(const std::string& key) {
        const Json& value = member(key);
        if (!value.is_object()) throw Error("\"" + key + "\" must be an object", where_);
        return value;
    }
    bool has(const std::string& key) const { return object_.contains(key); }
    const std::string& where() const { return where_; }

    void finish() const {
        for (const auto& [key, value] : object_.items())
            if (!known_.contains(key)) throw Error("unknown key \"" + key + "\"", where_);
    }

private:
    const Json& member(const std::string& key) {
        known_.insert(key);
        const auto found = object_.find(key);
        if (found == object_.end()) throw Error("\"" + key + "\" is missing", where_);
        return *found;
    }

    const Json& object_;
    std::string where_;
    std::set<std::string> known_;
};

template <class T>
T finished(const Fields& fields, T value) {
    fields.finish();
    return value;
}

inline Json numberJson(double value) {
    return std::isfinite(value) ? Json(value) : Json();
}

}  // namespace atelier::protocol
