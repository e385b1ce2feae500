#include "data/augmentation/concepts.h"

#include "common/error.h"
#include "settings/recipe.h"

#include <algorithm>
#include <charconv>
#include <fnmatch.h>
#include <sstream>

namespace atelier::data {
namespace {

constexpr const char* kExample = "e.g. \"path=photos/* weight=2 repeats=3 augment_rotate=5\"";

template <class T>
T numberOf(const std::string& text, double low, double high, const std::string& rule, const std::string& key) {
    T value{};
    const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto wide = static_cast<double>(value);
    if (code != std::errc() || stop != text.data() + text.size() || !(wide >= low && wide <= high))
        throw Error(key + " is no number from " + settings::toText(low) + " to " + settings::toText(high) + ": \"" +
                        text + "\"",
                    "concepts: " + rule, kExample);
    return value;
}

// What a rule does not name stays.
AugmentOptions changed(const AugmentOptions& options,
                       const std::vector<std::pair<std::string, std::string>>& assignments) {
    settings::Recipe recipe;
    AugmentOptions::schema().write(options, recipe, "concepts");
    for (const auto& [key, value] : assignments)
        recipe.set(key + "=" + value);
    return AugmentOptions::schema().read(recipe);
}

bool isAugmentOption(const std::string& key) {
    const auto& options = AugmentOptions::schema().group().options;
    return std::any_of(options.begin(), options.end(), [&](const auto& option) { return option.key == key; });
}

bool matches(const std::string& pattern, const std::filesystem::path& path) {
    const std::string whole = "/" + path.generic_string();
    return fnmatch(("*/" + pattern).c_str(), whole.c_str(), 0) == 0;
}

}  // namespace

ConceptRules::ConceptRules(const std::vector<std::string>& rules) {
    for (const std::string& rule : rules)
        rules_.push_back(ConceptRule::parsed(rule));
}

ConceptRule ConceptRule::parsed(const std::string& text) {
    ConceptRule rule;
    std::istringstream parts(text);
    const std::string where = "concepts: " + text;
    for (std::string part; parts >> part;) {
        const auto equals = part.find('=');
        const std::string key = part.substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
        if (value.empty()) throw Error("\"" + part + "\" is no KEY=VALUE", where, kExample);
        if (key == "tag")
            rule.tags.push_back(value);
        else if (key == "path")
            rule.paths.push_back(value);
        else if (key == "weight")
            rule.weight = numberOf<double>(value, 0, 1000, text, key);
        else if (key == "repeats")
            rule.repeats = numberOf<std::int64_t>(value, 0, 1000, text, key);
        else if (key == "augment" && (value == "off" || value == "on"))
            rule.augment = value == "on";
        else if (isAugmentOption(key)) {
            try {
                settings::Recipe().set(part);
            } catch (const Error& error) {
                throw Error(error.message(), where, error.hint());
            }
            rule.options.emplace_back(key, value);
        } else {
            throw Error("a rule knows no \"" + part + "\"", where,
                        "tag, path, weight, repeats, augment=off, or an augment_ option");
        }
    }
    return rule;
}

std::string ConceptRule::text() const {
    std::string all;
    const auto add = [&](const std::string& key, const std::string& value) {
        all += (all.empty() ? "" : " ") + key + "=" + value;
    };
    for (const std::string& tag : tags)
        add("tag", tag);
    for (const std::string& path : paths)
        add("path", path);
    if (weight) {
        char digits[32];
        add("weight", std::string(digits, std::to_chars(digits, digits + sizeof digits, *weight).ptr));
    }
    if (repeats) add("repeats", std::to_string(*repeats));
    if (augment) add("augment", *augment ? "on" : "off");
    for (const auto& [key, value] : options)
        add(key, value);
    return all;
}

bool ConceptRule::picks(const Sample& sample) const {
    const bool tagged = std::all_of(tags.begin(), tags.end(), [&](const std::string& tag) {
        return std::find(sample.tags.begin(), sample.tags.end(), tag) != sample.tags.end();
    });
    return tagged && (paths.empty() || std::any_of(sample.media.begin(), sample.media.end(), [&](const Media& media) {
                          return std::any_of(paths.begin(), paths.end(),
                                             [&](const std::string& path) { return matches(path, media.path); });
                      }));
}

Concept ConceptRules::of(const Sample& sample, const Concept& otherwise) const {
    Concept result = otherwise;
    for (const ConceptRule& rule : rules_) {
        if (!rule.picks(sample)) continue;
        result.weight = rule.weight.value_or(result.weight);
        result.repeats = rule.repeats.value_or(result.repeats);
        if (rule.augment) {
            result.pictures = *rule.augment ? otherwise.pictures : AugmentOptions{};
            result.varyTexts = *rule.augment && otherwise.varyTexts;
        }
        if (!rule.options.empty()) result.pictures = changed(result.pictures, rule.options);
    }
    return result;
}

}  // namespace atelier::data
