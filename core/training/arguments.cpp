#include "training/arguments.h"

#include "common/error.h"
#include "common/json.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace atelier::training {
namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\n");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

std::string boundText(double number) {
    return Json(number).dump();
}

}  // namespace

Arguments Arguments::fromPairs(const std::string& text, const std::string& where) {
    Arguments all(where);
    if (trimmed(text).empty()) return all;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        const std::string pair = text.substr(begin, end - begin);
        const auto equals = pair.find('=');
        const std::string name = trimmed(pair.substr(0, equals));
        if (equals == std::string::npos || name.empty())
            throw Error("expected name=value, not \"" + trimmed(pair) + "\"", where, "e.g. \"momentum=0.9\"");
        if (!all.values_.emplace(name, trimmed(pair.substr(equals + 1))).second)
            throw Error("\"" + name + "\" is given twice", where);
        begin = end + 1;
    }
    return all;
}

Arguments Arguments::fromJson(const std::string& text, const std::string& where) {
    Arguments all(where);
    if (trimmed(text).empty()) return all;
    const Json json = parseJson(text, where);
    if (!json.is_object()) throw Error("expected a mapping", where, "e.g. {\"num_cycles\": 2}");
    for (const auto& [name, value] : json.items()) {
        if (value.is_null()) continue;
        if (value.is_structured()) throw Error("\"" + name + "\" must be one value", where);
        all.values_[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    return all;
}

const std::string* Arguments::take(const std::string& name) {
    known_.insert(name);
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

void Arguments::refuse(const std::string& name, const std::string& expected) const {
    throw Error("\"" + name + "\" must be " + expected + ", not \"" + values_.at(name) + "\"", where_);
}

std::optional<double> Arguments::number(const std::string& name, double minimum, double maximum) {
    const std::string* text = take(name);
    if (!text) return std::nullopt;
    double value = 0;
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (code != std::errc() || end != text->data() + text->size() || !std::isfinite(value)) refuse(name, "a number");
    if (value < minimum || value > maximum) {
        if (maximum < std::numeric_limits<double>::max())
            refuse(name, "from " + boundText(minimum) + " to " + boundText(maximum));
        refuse(name, "at least " + boundText(minimum));
    }
    return value;
}

double Arguments::number(const std::string& name, double fallback, double minimum, double maximum) {
    return number(name, minimum, maximum).value_or(fallback);
}

std::int64_t Arguments::count(const std::string& name, std::int64_t fallback) {
    const auto value = number(name, 0, 1e15);
    if (!value) return fallback;
    if (*value != std::trunc(*value)) refuse(name, "a whole number");
    return static_cast<std::int64_t>(*value);
}

bool Arguments::flag(const std::string& name, bool fallback) {
    const std::string* text = take(name);
    if (!text) return fallback;
    if (*text == "true" || *text == "True") return true;
    if (*text == "false" || *text == "False") return false;
    refuse(name, "true or false");
}

std::string Arguments::choice(const std::string& name, const std::string& fallback,
                              const std::vector<std::string>& choices) {
    const std::string* text = take(name);
    if (!text) return fallback;
    std::string known;
    for (const auto& one : choices) {
        if (one == *text) return one;
        known += (known.empty() ? "" : ", ") + one;
    }
    refuse(name, "one of " + known);
}

void Arguments::finish(const std::string& whose) const {
    std::string known;
    for (const auto& name : known_)
        known += (known.empty() ? "" : ", ") + name;
    for (const auto& [name, _] : values_)
        if (!known_.contains(name))
            throw Error(whose + " has no \"" + name + "\"", where_,
                        known.empty() ? "it has no details: leave them out" : "known: " + known);
}

}  // namespace atelier::training
