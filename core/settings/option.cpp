#include "settings/option.h"

#include "common/error.h"
#include "common/registry.h"
#include "settings/foreign_keys.h"
#include "settings/yaml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <unordered_map>

namespace atelier::settings {
namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

std::string allowed(const Option& option) {
    const std::string range = rangeText(option);
    return range.empty() ? range : "allowed: " + range;
}

[[noreturn]] void refuse(const Option& option, const std::string& expected, const std::string& got,
                         const std::string& where) {
    throw Error(option.key + " must be " + expected + ", not " + got, where, allowed(option));
}

const char* expectation(Type type) {
    switch (type) {
        case Type::Bool:
            return "true or false";
        case Type::Integer:
            return "a whole number";
        case Type::Number:
            return "a number";
        case Type::Text:
        case Type::Choice:
            return "a text";
        case Type::List:
            return "a list of texts";
    }
    throw std::logic_error("option type");
}

bool toBool(const Option& option, const std::string& text, const std::string& where) {
    const std::string word = lower(text);
    if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
    if (word == "false" || word == "no" || word == "off" || word == "0") return false;
    refuse(option, expectation(option.type), "\"" + text + "\"", where);
}

double toNumber(const Option& option, std::string text, const std::string& where) {
    const std::string written = text;
    std::erase(text, '_');
    const std::size_t sign = text.starts_with('+') ? 1 : 0;
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data() + sign, end, number);
    if (code == std::errc::result_out_of_range) refuse(option, "a number that a double can hold", written, where);
    if (code != std::errc() || stop != end || !std::isfinite(number))
        refuse(option, expectation(option.type), "\"" + written + "\"", where);
    return number;
}

std::int64_t fromDouble(const Option& option, double number, const std::string& got, const std::string& where) {
    // Beyond 2^53 a double no longer tells neighbours apart.
    if (!(std::abs(number) <= 9007199254740992.0) || number != std::trunc(number))
        refuse(option, expectation(option.type), got, where);
    return static_cast<std::int64_t>(number);
}

std::int64_t toInteger(const Option& option, std::string text, const std::string& where) {
    const std::string written = text;
    std::erase(text, '_');
    const bool negative = text.starts_with('-');
    const std::size_t start = text.starts_with('+') || negative ? 1 : 0;
    const bool hex = lower(text.substr(start, 2)) == "0x";
    if (!hex && text.size() > start + 1 && text[start] == '0' &&
        text.find_first_not_of("0123456789", start) == std::string::npos)
        throw Error(option.key + " has a leading zero: " + written, where,
                    "YAML readers disagree whether that is octal");
    if (!hex && text.find_first_of(".eE") != std::string::npos)
        return fromDouble(option, toNumber(option, text, where), written, where);
    std::uint64_t magnitude = 0;
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data() + start + (hex ? 2 : 0), end, magnitude, hex ? 16 : 10);
    const std::uint64_t limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (code == std::errc::result_out_of_range || (code == std::errc() && magnitude > limit))
        refuse(option, "a whole number below 2^63", written, where);
    if (code != std::errc() || stop != end) refuse(option, expectation(option.type), "\"" + written + "\"", where);
    return negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
}

std::vector<std::string> toList(const Option& option, const std::string& text, const std::string& where) {
    std::vector<std::string> items;
    if (text.starts_with('[') && text.ends_with(']')) {
        for (const YamlNode& item : parseYaml(text, where).items) {
            if (item.kind != YamlNode::Kind::Scalar) refuse(option, expectation(option.type), text, where);
            items.push_back(item.text);
        }
        return items;
    }
    if (text.empty()) return items;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        items.push_back(trimmed(text.substr(start, comma - start)));
        if (items.back().empty()) throw Error(option.key + " has an empty item: \"" + text + "\"", where);
        start = comma + 1;
    }
    return items;
}

void checkChoice(const Option& option, const std::string& text, const std::string& where) {
    if (option.choices.empty() || std::find(option.choices.begin(), option.choices.end(), text) != option.choices.end())
        return;
    if (option.type == Type::List && findForeignValue(option.key, text)) return;
    throw Error(option.key + " does not know \"" + text + "\"", where, allowed(option));
}

void checkRange(const Option& option, double number, const std::string& got, const std::string& where) {
    const bool low =
        option.minimum && (option.minimumExcluded ? !(number > *option.minimum) : !(number >= *option.minimum));
    if (low || (option.maximum && !(number <= *option.maximum)))
        throw Error(option.key + " is out of range: " + got, where, allowed(option));
}

Value converted(const Option& option, const std::string& written, const std::string& where) {
    const std::string text = trimmed(written);
    switch (option.type) {
        case Type::Bool:
            return toBool(option, text, where);
        case Type::Integer:
            return toInteger(option, text, where);
        case Type::Number:
            return toNumber(option, text, where);
        case Type::Text:
            return written;
        case Type::Choice:
            return text;
        case Type::List:
            return toList(option, text, where);
    }
    throw std::logic_error("option type");
}

std::string shortest(double number) {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return std::string(buffer.data(), end);
}

std::string numberText(double number) {
    std::string text = shortest(number);
    const auto exponent = text.find('e');
    // YAML 1.1 takes "5e-05" for a text: a mantissa needs its point.
    const std::string mantissa = text.substr(0, exponent);
    const std::string point = mantissa.find_first_of(".in") == std::string::npos ? ".0" : "";
    if (exponent == std::string::npos) return mantissa + point;
    const auto digits = text.find_first_not_of('0', exponent + 2);
    return mantissa + point + text.substr(exponent, 2) + text.substr(digits);
}

}  // namespace

std::vector<Group> allGroups() {
    std::vector<Group> groups;
    for (const auto& [_, source] : Registry<GroupSource>::instance().all())
        groups.push_back(source());
    return groups;
}

const Option* findOption(const std::string& key) {
    // All are registered before main(); forms and checks ask thousands of times.
    static const auto known = [] {
        std::unordered_map<std::string, const Option*> all;
        for (const auto& [_, source] : Registry<GroupSource>::instance().all())
            for (const Option& option : source().options) {
                all.emplace(option.key, &option);
                for (const std::string& alias : option.aliases)
                    all.emplace(alias, &option);
            }
        return all;
    }();
    const auto found = known.find(key);
    return found == known.end() ? nullptr : found->second;
}

std::optional<Condition> conditionOf(const Option& option) {
    const std::string& text = option.appliesWhen;
    if (text.empty()) return {};
    const auto equals = text.find('=');
    if (equals == text.npos) throw std::logic_error(option.key + ": a condition is key=value, not " + text);
    Condition condition{text.substr(0, equals), {}};
    for (std::size_t begin = equals + 1, end = 0; end != text.npos; begin = end + 1) {
        end = text.find('|', begin);
        condition.values.push_back(text.substr(begin, end - begin));
    }
    return condition;
}

std::string rangeText(const Option& option) {
    if (!option.choices.empty()) {
        std::string names;
        for (const std::string& choice : option.choices)
            names += (names.empty() ? "" : ", ") + choice;
        return names;
    }
    const auto bound = [](double number) {
        return number == std::trunc(number) && std::abs(number) < 1e15
                   ? std::to_string(static_cast<std::int64_t>(number))
                   : shortest(number);
    };
    if (option.minimum && option.maximum && !option.minimumExcluded)
        return bound(*option.minimum) + " to " + bound(*option.maximum);
    std::string text;
    if (option.minimum) text = (option.minimumExcluded ? "above " : "at least ") + bound(*option.minimum);
    if (option.maximum) text += (text.empty() ? "at most " : ", at most ") + bound(*option.maximum);
    return text;
}

std::string toText(const Value& value) {
    struct Visitor {
        std::string operator()(std::monostate) const { return "null"; }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return numberText(number); }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(const std::vector<std::string>& items) const {
            const bool simple = std::all_of(items.begin(), items.end(), [](const std::string& item) {
                return !item.empty() && item == trimmed(item) && item.find(',') == std::string::npos;
            });
            const bool bracketed = !simple || items.empty() || items.front().starts_with('[') ||
                                   lower(items.front()) == "null" || items.front() == "~";
            std::string text;
            for (const std::string& item : items)
                text += (text.empty() ? "" : ", ") + (bracketed ? quotedYaml(item) : item);
            return bracketed ? "[" + text + "]" : text;
        }
    };
    return std::visit(Visitor{}, value);
}

Value fromText(const Option& option, const std::string& text) {
    const std::string word = lower(trimmed(text));
    const bool empty = word.empty() && option.type != Type::Text && option.type != Type::List;
    const bool null = word == "null" || word == "~";
    if (option.nullable && (empty || null)) return {};
    if (null && option.type == Type::List) return option.defaultValue;
    return checked(option, text, option.key);
}

Value checked(const Option& option, const Value& value, const std::string& where) {
    Value result = value;
    if (std::holds_alternative<std::monostate>(value)) {
        if (!option.nullable) refuse(option, expectation(option.type), "empty", where);
        return result;
    }
    if (const auto* text = std::get_if<std::string>(&value)) result = converted(option, *text, where);
    if (const auto* number = std::get_if<std::int64_t>(&result); number && option.type == Type::Number)
        result = static_cast<double>(*number);
    else if (const auto* real = std::get_if<double>(&result); real && option.type == Type::Integer)
        result = fromDouble(option, *real, numberText(*real), where);

    const std::string got = toText(result);
    switch (option.type) {
        case Type::Bool:
            if (!std::holds_alternative<bool>(result)) refuse(option, expectation(option.type), got, where);
            break;
        case Type::Integer:
            if (!std::holds_alternative<std::int64_t>(result)) refuse(option, expectation(option.type), got, where);
            checkRange(option, static_cast<double>(std::get<std::int64_t>(result)), got, where);
            break;
        case Type::Number:
            if (!std::holds_alternative<double>(result) || !std::isfinite(std::get<double>(result)))
                refuse(option, expectation(option.type), got, where);
            checkRange(option, std::get<double>(result), got, where);
            break;
        case Type::Text:
        case Type::Choice:
            if (!std::holds_alternative<std::string>(result)) refuse(option, expectation(option.type), got, where);
            checkChoice(option, std::get<std::string>(result), where);
            break;
        case Type::List:
            if (!std::holds_alternative<std::vector<std::string>>(result))
                refuse(option, expectation(option.type), got, where);
            for (const std::string& item : std::get<std::vector<std::string>>(result))
                checkChoice(option, item, where);
            break;
    }
    return result;
}

}  // namespace atelier::settings
