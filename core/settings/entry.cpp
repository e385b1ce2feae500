#include "settings/entry.h"

#include "common/error.h"
#include "common/json.h"
#include "common/registry.h"
#include "settings/foreign_keys.h"
#include "settings/stages.h"
#include "settings/suggestion.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace atelier::settings {
namespace {

std::vector<std::string> knownKeys() {
    std::vector<std::string> known;
    for (const auto& group : allGroups())
        for (const Option& option : group.options) {
            known.push_back(option.key);
            known.insert(known.end(), option.aliases.begin(), option.aliases.end());
        }
    return known;
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

// A mapping as the text of a JSON object, which is what an option holds whose default is "{}".
std::string flatJson(const Option& option, const YamlNode& map, const std::string& source) {
    Json json = Json::object();
    for (std::size_t i = 0; i < map.items.size(); i += 2) {
        const YamlNode& value = map.items[i + 1];
        if (value.kind == YamlNode::Kind::Sequence || value.kind == YamlNode::Kind::Map)
            throw Error(option.key + " must be a map of plain values", value.where(source));
        const Json plain =
            value.plain ? Json::parse(value.text, nullptr, /*allow_exceptions=*/false) : Json(value.text);
        json[map.items[i].text] = value.kind == YamlNode::Kind::Null ? Json()
                                  : plain.is_discarded()             ? Json(value.text)
                                                                     : plain;
    }
    return json.dump();
}

Recipe::Entry knownEntry(const Option& option, const YamlNode& node, const std::string& source) {
    const std::string where = node.where(source);
    const auto entry = [&](const Value& value) { return Recipe::Entry{checked(option, value, where), where, {}}; };
    switch (node.kind) {
        case YamlNode::Kind::Null:  // of a list: not set
            return option.type == Type::List && !option.nullable ? entry(option.defaultValue) : entry({});
        case YamlNode::Kind::Scalar:
            return entry(node.text);
        case YamlNode::Kind::Map:
            if (option.defaultValue == Value{"{}"}) return entry(flatJson(option, node, source));
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

}  // namespace

Recipe::Entry entryOf(const std::string& key, const YamlNode& node, const std::string& source) {
    const Option* option = findOption(key);
    return option ? knownEntry(*option, node, source) : unknownEntry(node, source);
}

void refuseMisspelt(const std::string& key, const std::string& where) {
    if (findOption(key) || key == kStages || findForeignKey(key)) return;
    const std::string meant = nearest(key, knownKeys());
    if (!meant.empty()) throw Error("unknown key \"" + key + "\"", where, "did you mean \"" + meant + "\"?");
}

std::string likelyKey(const std::string& key) {
    const auto known = knownKeys();
    if (const std::string likely = nearest(key, known); !likely.empty() || key.size() < 4) return likely;
    const auto found = std::find_if(known.begin(), known.end(), [&](const std::string& one) {
        return ("_" + one + "_").find("_" + key + "_") != std::string::npos;
    });
    return found == known.end() ? "" : *found;
}

}  // namespace atelier::settings
