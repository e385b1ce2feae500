#include "settings/recipe.h"

#include "common/error.h"
#include "common/file.h"
#include "settings/entry.h"
#include "settings/overrides.h"
#include "settings/stages.h"
#include "settings/yaml.h"

#include <algorithm>

namespace atelier::settings {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t(1) << 20;

std::string hint(const std::string& key) {
    const std::string likely = likelyKey(key);
    return likely.empty() ? "" : "did you mean \"" + likely + "\"?";
}

std::string valueText(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return quotedYaml(*text);
    if (const auto* items = std::get_if<std::vector<std::string>>(&value)) {
        std::string text;
        for (const std::string& item : *items)
            text += (text.empty() ? "" : ", ") + quotedYaml(item);
        // A lone text is read as a list of its comma-separated parts.
        const bool lone = items->size() == 1 && items->front().find_first_of(",[") == std::string::npos &&
                          items->front().find_first_not_of(' ') == 0 && items->front().back() != ' ';
        return lone ? text : "[" + text + "]";
    }
    return toText(value);
}

}  // namespace

Recipe Recipe::load(const std::filesystem::path& file) {
    return parse(readFile(file, kMaxFileBytes), file.string());
}

Recipe Recipe::parse(const std::string& yaml, const std::string& name) {
    return parseBeside(yaml, name, {});
}

void Recipe::set(const std::string& assignment) {
    const auto equals = assignment.find('=');
    const std::string key = assignment.substr(0, equals);
    const std::string where = "--set " + key;
    if (equals == std::string::npos || key.empty())
        throw Error("expected key=value, not \"" + assignment + "\"", "--set");
    const Option* option = findOption(key);
    if (!option) throw Error("unknown key \"" + key + "\"", where, hint(key));
    try {
        set(key, fromText(*option, assignment.substr(equals + 1)), where);
    } catch (const Error& e) {
        throw Error(e.message(), where, e.hint(), e.kind());
    }
}

void Recipe::set(const std::string& key, Value value, const std::string& where) {
    const Option* option = findOption(key);
    Entry entry{option ? checked(*option, value, where) : std::move(value), where, {}};
    for (auto& [name, old] : entries_)
        if (name == key || (option && findOption(name) == option)) {
            name = key;
            old = std::move(entry);
            return;
        }
    entries_.emplace_back(key, std::move(entry));
}

std::string Recipe::location(const std::string& key) const {
    const Entry* entry = find(key);
    return entry ? entry->where : key;
}

const Recipe::Entry* Recipe::find(const std::string& key) const {
    const Option* option = findOption(key);
    for (const auto& [name, entry] : entries_)
        if (name == key || (option && findOption(name) == option)) return &entry;
    return nullptr;
}

std::vector<std::string> Recipe::unknownKeys() const {
    std::vector<std::string> keys;
    for (const auto& [key, _] : entries_)
        if (!findOption(key) && key != kStages) keys.push_back(key);
    return keys;
}

std::string Recipe::yaml() const {
    std::string text;
    for (const auto& [key, entry] : entries_)
        text += quotedYaml(key) + ":" + (entry.yaml.empty() ? " " + valueText(entry.value) : entry.yaml) + "\n";
    return text;
}

void Recipe::save(const std::filesystem::path& file) const {
    writeFileAtomically(file, yaml());
}

}  // namespace atelier::settings
