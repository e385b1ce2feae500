#include "settings/effective.h"

#include <algorithm>

namespace atelier::settings {

Value effectiveValue(const Recipe& recipe, const Option& option) {
    const auto* entry = recipe.find(option.key);
    return entry ? checked(option, entry->value, entry->where) : option.defaultValue;
}

std::string whyWithoutEffect(const Recipe& recipe, const Option& option) {
    const auto condition = conditionOf(option);
    const Option* other = condition ? findOption(condition->key) : nullptr;
    if (!other) return {};
    const std::string now = toText(effectiveValue(recipe, *other));
    const auto& values = condition->values;
    if (std::find(values.begin(), values.end(), now) == values.end()) {
        std::string wanted;
        for (const auto& value : values)
            wanted += (wanted.empty() ? "" : " or ") + value;
        return "only with " + other->key + "=" + wanted + ", and that is " + now;
    }
    return whyWithoutEffect(recipe, *other);
}

std::vector<std::string> assignments(const Recipe& recipe, const Recipe& base) {
    std::vector<std::string> all;
    for (const auto& group : allGroups())
        for (const auto& option : group.options)
            if (const Value value = effectiveValue(recipe, option); value != effectiveValue(base, option))
                all.push_back(option.key + "=" + toText(value));
    return all;
}

std::string shellQuoted(const std::string& word) {
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=@%+,-";
    if (!word.empty() && word.find_first_not_of(kPlain) == word.npos) return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

}  // namespace atelier::settings
