#include "settings/recipe.h"

#include "common/error.h"
#include "common/file.h"
#include "common/registry.h"
#include "settings/foreign_keys.h"
#include "settings/stages.h"
#include "settings/suggestion.h"
#include "settings/yaml.h"

#include <algorithm>

namespace atelier::settings {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t(1) << 20;

std::string suggestionFor(const std::string& key) {
    std::vector<std::string> known;
    for (const auto& [_, group] : Registry<Group>::instance().all())
        for (const Option& option : group.options) {
            known.push_back(option.key);
            known.insert(known.end(), option.aliases.begin(), option.aliases.end());
        }
    const std::string found = nearest(key, known);
    return found.empty() ? "" : "did you mean \"" + found + "\"?";
}

bool isFlat(const YamlNode& sequence) {
    return std::all_of(sequence.items.begin(), sequence.items.end(),
                       [](const YamlNode& item) { return item.kind == YamlNode::Kind::Scalar; });
}

std::vector<std::string> texts(const YamlNode& sequence) {
    std::vector<std::string> items;
    for (const YamlNode& item : sequence.items)
        items.push_back(item.text);
    return items;
}

Recipe::Entry knownEntry(const Option& option, const YamlNode& node, const std::string& source) {
    const std::string where = node.where(source);
    const auto entry = [&](const Value& value) { return Recipe::Entry{checked(option, value, where), where, {}}; };
    switch (node.kind) {
        case YamlNode::Kind::Null:
            return entry({});
        case YamlNode::Kind::Scalar:
            return entry(node.text);
        case YamlNode::Kind::Map:
            throw Error(option.key + " must be a plain value, not a map", where);
        case YamlNode::Kind::Sequence:
            if (option.type != Type::List) throw Error(option.key + " must be one value, not a list", where);
            for (const YamlNode& item : node.items)
                if (item.kind != YamlNode::Kind::Scalar)
                    throw Error(option.key + " must be a list of texts", item.where(source));
            return entry(texts(node));
    }
    throw std::logic_error("node kind");
}

// Every value that is not nested is also given as a text, for a schema that is not registered.
Recipe::Entry unknownEntry(const YamlNode& node, const std::string& source) {
    Recipe::Entry entry{{}, node.where(source), valueYaml(node)};
    if (node.kind == YamlNode::Kind::Scalar) entry.value = node.text;
    if (node.kind == YamlNode::Kind::Sequence && isFlat(node)) entry.value = texts(node);
    return entry;
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
    const YamlNode root = parseYaml(yaml, name);
    if (root.kind == YamlNode::Kind::Null) return {};
    if (root.kind != YamlNode::Kind::Map)
        throw Error("a recipe is a map of keys and values", root.where(name), "e.g. \"lora_rank: 8\"");
    Recipe recipe;
    for (std::size_t i = 0; i < root.items.size(); i += 2) {
        const std::string& key = root.items[i].text;
        const std::string where = root.items[i].where(name);
        const Option* option = findOption(key);
        if (!option && key != kStages && !isForeignKey(key))
            if (const std::string suggestion = suggestionFor(key); !suggestion.empty())
                throw Error("unknown key \"" + key + "\"", where, suggestion);
        if (const Entry* same = recipe.find(key))
            throw Error("\"" + key + "\" sets " + option->key + " again, which is set at " + same->where, where,
                        "keep one of them");
        recipe.entries_.emplace_back(
            key, option ? knownEntry(*option, root.items[i + 1], name) : unknownEntry(root.items[i + 1], name));
    }
    return recipe;
}

void Recipe::set(const std::string& assignment) {
    const auto equals = assignment.find('=');
    const std::string key = assignment.substr(0, equals);
    const std::string where = "--set " + key;
    if (equals == std::string::npos || key.empty())
        throw Error("expected key=value, not \"" + assignment + "\"", "--set");
    const Option* option = findOption(key);
    if (!option) throw Error("unknown key \"" + key + "\"", where, suggestionFor(key));
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
