#include "settings/stages.h"

#include "common/error.h"
#include "settings/yaml.h"

#include <algorithm>

namespace atelier::settings {
namespace {

std::string documentOf(const YamlNode& map) {
    std::string text;
    for (std::size_t i = 0; i < map.items.size(); i += 2)
        text += quotedYaml(map.items[i].text) + ":" + valueYaml(map.items[i + 1]) + "\n";
    return text;
}

Stage stageFrom(const YamlNode& node, const Recipe& common, const std::string& where) {
    if (node.kind != YamlNode::Kind::Map) throw Error("a stage is a map of keys and values", where);
    Stage stage;
    YamlNode keys = node;
    keys.items.clear();
    for (std::size_t i = 0; i < node.items.size(); i += 2) {
        if (node.items[i].text == "name")
            stage.name = node.items[i + 1].text;
        else if (node.items[i].text == kStages)
            throw Error("a stage cannot have stages of its own", where);
        else
            keys.items.insert(keys.items.end(), {node.items[i], node.items[i + 1]});
    }
    if (stage.name.empty()) throw Error("a stage needs a name", where, "e.g. \"- name: projector\"");
    const std::string place = where + " (stage " + stage.name + ")";
    const Recipe own = Recipe::parse(documentOf(keys), place);
    for (const auto& [key, entry] : common.entries())
        if (key != kStages && !own.find(key)) stage.recipe.set(key, entry.value, entry.where);
    for (const auto& [key, entry] : own.entries())
        stage.recipe.set(key, entry.value, entry.where);
    return stage;
}

}  // namespace

std::vector<Stage> stagesOf(const Recipe& recipe) {
    const auto* entry = recipe.find(kStages);
    if (!entry) return {};
    const YamlNode root = parseYaml(std::string(kStages) + ":" + entry->yaml + "\n", entry->where);
    const YamlNode& list = root.items.at(1);
    if (list.kind != YamlNode::Kind::Sequence || list.items.empty())
        throw Error("\"stages\" must be a list of stages", entry->where, "each with a name and the keys that differ");
    std::vector<Stage> stages;
    for (const YamlNode& node : list.items) {
        Stage stage = stageFrom(node, recipe, entry->where);
        if (std::any_of(stages.begin(), stages.end(), [&](const Stage& other) { return other.name == stage.name; }))
            throw Error("two stages have the name \"" + stage.name + "\"", entry->where, "give each its own");
        stages.push_back(std::move(stage));
    }
    return stages;
}

}  // namespace atelier::settings
