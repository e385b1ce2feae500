#pragma once

#include "common/error.h"
#include "common/json.h"

#include <array>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// A message is a struct that names its fields once, for both directions of JSON:
///
///     struct Progress {
///         std::int64_t done = 0, total = 0;
///         double secondsLeft = -1;
///         static constexpr auto fields() {
///             return std::tuple(field("done", &Progress::done), field("total", &Progress::total),
///                               optionalField("seconds_left", &Progress::secondsLeft));
///         }
///     };
///     Json json = toJson(progress);
///     Progress same = fromJson<Progress>(json, "line 7");
///
/// A field is a bool, a whole number, a double (null: not finite), a text, a path, Json, a struct like these, an enum
/// with names (valueNames() below), or an optional (null: nothing), a vector, a map or a vector of pairs (an object in
/// its order) of them. Reading is strict: what is missing, unknown or of another type is an Error that names `where`
/// and the key. A struct may have `void validate(const std::string& where)`, called when it is read.
namespace atelier::protocol {

template <class T>
concept Described = requires { T::fields(); };

/// An enum whose namespace has `constexpr auto valueNames(E)`: an array of its values and what they are called.
template <class E>
concept Named = std::is_enum_v<E> && requires(E value) { valueNames(value); };
template <class E, std::size_t N>
using ValueNames = std::array<std::pair<E, const char*>, N>;

template <Named E>
const char* nameOf(E value) {
    for (const auto& [one, name] : valueNames(value))
        if (one == value) return name;
    throw std::logic_error("a value without a name");
}
/// Nothing for a name that none has.
template <Named E>
std::optional<E> valueNamed(const std::string& name) {
    for (const auto& [one, text] : valueNames(E{}))
        if (name == text) return one;
    return std::nullopt;
}
/// Throws Error that calls the value `what` and lists the names.
template <Named E>
E valueNamed(const std::string& name, const std::string& what, const std::string& where) {
    if (const auto value = valueNamed<E>(name)) return *value;
    std::string known;
    for (const auto& [one, text] : valueNames(E{}))
        known += (known.empty() ? "" : ", ") + std::string(text);
    throw Error("unknown " + what + " \"" + name + "\"", where, "known: " + known);
}

/// For a type that another room describes: `static Json write(const T&)`, `static T read(const Json&, where)`.
template <class T>
struct JsonForm;
template <class T>
concept HasJsonForm = requires(const T& value) { JsonForm<T>::write(value); };

/// Where a value stands.
struct Place {
    std::string where, key;
    std::string text() const { return where + ": " + key; }
};

/// Members of one object; finish() refuses unknown ones.
class ObjectReader {
public:
    /// Throws Error for anything but an object.
    ObjectReader(const Json& object, std::string where);

    const Json& at(const std::string& key);    ///< throws Error where it is missing
    const Json* find(const std::string& key);  ///< null where it is missing
    const std::string& where() const { return where_; }
    void finish() const;

private:
    const Json& object_;
    std::string where_;
    std::set<std::string> known_;
};

namespace detail {

bool boolFrom(const Json& json, const Place& place);
std::int64_t integerFrom(const Json& json, const Place& place);
std::uint64_t countFrom(const Json& json, const Place& place);
double numberFrom(const Json& json, const Place& place);  ///< NaN for null
std::string textFrom(const Json& json, const Place& place);
const Json& listFrom(const Json& json, const Place& place);
const Json& objectFrom(const Json& json, const Place& place);
Json numberJson(double value);  ///< null where it is not finite

template <class T>
struct Container {
    static constexpr bool optional = false, list = false, keyed = false;
};
template <class T>
struct Container<std::optional<T>> : Container<void> {
    static constexpr bool optional = true;
};
template <class T>
struct Container<std::vector<T>> : Container<void> {
    static constexpr bool list = true;
};
template <class T>
struct Container<std::vector<std::pair<std::string, T>>> : Container<void> {
    static constexpr bool keyed = true;
    using Value = T;
};
template <class T>
struct Container<std::map<std::string, T>> : Container<void> {
    static constexpr bool keyed = true;
    using Value = T;
};

}  // namespace detail

template <Described T>
void readFields(T& object, ObjectReader& reader) {
    std::apply([&](const auto&... field) { (field.read(object, reader), ...); }, T::fields());
    if constexpr (requires { object.validate(reader.where()); }) object.validate(reader.where());
}
template <Described T>
void writeFields(const T& object, Json& json) {
    std::apply([&](const auto&... field) { (field.write(object, json), ...); }, T::fields());
}

template <class T>
    requires Described<T> || HasJsonForm<T>
Json toJson(const T& object) {
    if constexpr (HasJsonForm<T>) {
        return JsonForm<T>::write(object);
    } else {
        Json json = Json::object();
        writeFields(object, json);
        return json;
    }
}
template <class T>
    requires Described<T> || HasJsonForm<T>
T fromJson(const Json& json, const std::string& where) {
    if constexpr (HasJsonForm<T>) {
        return JsonForm<T>::read(json, where);
    } else {
        ObjectReader reader(json, where);
        T object;
        readFields(object, reader);
        reader.finish();
        return object;
    }
}

template <class T>
Json valueJson(const T& value) {
    using Container = detail::Container<T>;
    if constexpr (Described<T> || HasJsonForm<T>) {
        return toJson(value);
    } else if constexpr (Named<T>) {
        return nameOf(value);
    } else if constexpr (std::same_as<T, double>) {
        return detail::numberJson(value);
    } else if constexpr (std::same_as<T, std::filesystem::path>) {
        return value.string();
    } else if constexpr (Container::optional) {
        return value ? valueJson(*value) : Json();
    } else if constexpr (Container::keyed) {
        Json json = Json::object();
        for (const auto& [key, one] : value)
            json[key] = valueJson(one);
        return json;
    } else if constexpr (Container::list) {
        Json json = Json::array();
        for (const auto& one : value)
            json.push_back(valueJson(one));
        return json;
    } else {
        return value;
    }
}

template <class T>
T valueFrom(const Json& json, const Place& place) {
    using Container = detail::Container<T>;
    if constexpr (Described<T> || HasJsonForm<T>) {
        return fromJson<T>(json, place.text());
    } else if constexpr (Named<T>) {
        return valueNamed<T>(detail::textFrom(json, place), place.key, place.where);
    } else if constexpr (std::same_as<T, bool>) {
        return detail::boolFrom(json, place);
    } else if constexpr (std::same_as<T, std::int64_t>) {
        return detail::integerFrom(json, place);
    } else if constexpr (std::same_as<T, std::uint64_t>) {
        return detail::countFrom(json, place);
    } else if constexpr (std::same_as<T, double>) {
        return detail::numberFrom(json, place);
    } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::filesystem::path>) {
        return detail::textFrom(json, place);
    } else if constexpr (std::same_as<T, Json>) {
        return json;
    } else if constexpr (Container::optional) {
        if (json.is_null()) return std::nullopt;
        return valueFrom<typename T::value_type>(json, place);
    } else if constexpr (Container::keyed) {
        T all;
        for (const auto& [key, one] : detail::objectFrom(json, place).items())
            all.insert(all.end(),
                       typename T::value_type(key, valueFrom<typename Container::Value>(one, {place.text(), key})));
        return all;
    } else {
        static_assert(Container::list, "a field of a type that JSON does not know");
        T all;
        for (const Json& one : detail::listFrom(json, place))
            all.push_back(valueFrom<typename T::value_type>(one, place));
        return all;
    }
}

/// One member under a key.
template <class T, class M>
struct Field {
    const char* key;
    M T::* member;
    bool required;

    void write(const T& object, Json& json) const {
        if constexpr (requires(const M& value) { value.empty(); })
            if (!required && (object.*member).empty() && (T{}.*member).empty()) return;
        json[key] = valueJson(object.*member);
    }
    void read(T& object, ObjectReader& reader) const {
        if (const Json* json = required ? &reader.at(key) : reader.find(key))
            object.*member = valueFrom<M>(*json, {reader.where(), key});
    }
};
template <class T, class M>
constexpr Field<T, M> field(const char* key, M T::* member) {
    return {key, member, true};
}
/// May be missing: then it keeps its default. A text, list or map that is empty, as is its default, is left out.
template <class T, class M>
constexpr Field<T, M> optionalField(const char* key, M T::* member) {
    return {key, member, false};
}

/// A member whose fields stand among those of its owner.
template <class T, class M>
struct Inlined {
    M T::* member;

    void write(const T& object, Json& json) const { writeFields(object.*member, json); }
    void read(T& object, ObjectReader& reader) const { readFields(object.*member, reader); }
};
template <class T, class M>
constexpr Inlined<T, M> inlined(M T::* member) {
    return {member};
}

/// A bool that is called by names.
template <class T>
struct NamedBool {
    const char* key;
    bool T::* member;
    const char *no, *yes;

    void write(const T& object, Json& json) const { json[key] = object.*member ? yes : no; }
    void read(T& object, ObjectReader& reader) const {
        const auto text = valueFrom<std::string>(reader.at(key), {reader.where(), key});
        if (text != no && text != yes)
            throw Error("unknown " + std::string(key) + " \"" + text + "\"", reader.where(),
                        "known: " + std::string(no) + ", " + yes);
        object.*member = text == yes;
    }
};
template <class T>
constexpr NamedBool<T> namedBool(const char* key, bool T::* member, const char* no, const char* yes) {
    return {key, member, no, yes};
}

/// A number whose key is the name of an enum's value.
template <class T, class E, class M>
struct KeyedByName {
    E T::* kind;
    M T::* member;

    void write(const T& object, Json& json) const { json[nameOf(object.*kind)] = valueJson(object.*member); }
    void read(T& object, ObjectReader& reader) const {
        std::string known;
        for (const auto& [value, name] : valueNames(E{})) {
            if (const Json* json = reader.find(name)) {
                object.*kind = value;
                object.*member = valueFrom<M>(*json, {reader.where(), name});
                return;
            }
            known += (known.empty() ? "\"" : " or \"") + std::string(name) + "\"";
        }
        throw Error(known + " is missing", reader.where());
    }
};
template <class T, class E, class M>
constexpr KeyedByName<T, E, M> keyedByName(E T::* kind, M T::* member) {
    return {kind, member};
}

}  // namespace atelier::protocol
