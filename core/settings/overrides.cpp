#include "settings/overrides.h"

#include "common/error.h"
#include "settings/entry.h"
#include "settings/foreign_keys.h"
#include "settings/yaml.h"

#include <algorithm>

namespace atelier::settings {

std::string keyOfAssignment(const std::string& assignment) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Error("expected key=value, not \"" + assignment + "\"", "--set");
    return assignment.substr(0, equals);
}

bool isOverridden(const std::string& key, const std::vector<std::string>& assignments) {
    const Option* option = findOption(key);
    return option && std::any_of(assignments.begin(), assignments.end(), [&](const std::string& assignment) {
               return findOption(keyOfAssignment(assignment)) == option;
           });
}

Recipe parseBeside(const std::string& yaml, const std::string& name, const std::vector<std::string>& assignments) {
    const YamlNode root = parseYaml(yaml, name);
    if (root.kind == YamlNode::Kind::Null) return {};
    if (root.kind != YamlNode::Kind::Map)
        throw Error("a recipe is a map of keys and values", root.where(name), "e.g. \"lora_rank: 8\"");
    Recipe recipe;
    for (std::size_t i = 0; i < root.items.size(); i += 2) {
        const std::string& key = root.items[i].text;
        const std::string where = root.items[i].where(name);
        if (isOverridden(key, assignments)) continue;
        refuseMisspelt(key, where);
        if (const Recipe::Entry* same = recipe.find(key))
            throw Error("\"" + key + "\" sets " + findOption(key)->key + " again, which is set at " + same->where,
                        where, "keep one of them");
        recipe.add(key, entryOf(key, root.items[i + 1], name));
    }
    return recipe;
}

std::vector<std::string> passedOver(const Recipe& recipe) {
    std::vector<std::string> lines;
    for (const auto& key : recipe.unknownKeys()) {
        const ForeignKey* foreign = findForeignKey(key);
        lines.push_back(recipe.find(key)->where + ": \"" + key + "\" is no key of Atelier; kept, not used" +
                        (foreign ? ". " + std::string(foreign->note) : ""));
    }
    for (const auto& [key, entry] : recipe.entries())
        if (const Option* option = findOption(key))
            for (const std::string& value : foreignValuesIn(*option, entry.value))
                lines.push_back(entry.where + ": " + key + ": " + value + " is passed over. " +
                                std::string(findForeignValue(option->key, value)->note));
    return lines;
}

}  // namespace atelier::settings
