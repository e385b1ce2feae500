#include "settings/check.h"

#include "common/error.h"
#include "settings/effective.h"
#include "settings/entry.h"
#include "settings/foreign_keys.h"
#include "settings/overrides.h"
#include "settings/stages.h"

#include <algorithm>
#include <stdexcept>

namespace atelier::settings {
namespace {

using State = CheckedKey::State;

// One key on its own: what is wrong with it is reported, the rest becomes part of the recipe.
CheckedKey read(const std::string& key, const YamlNode& keyNode, const YamlNode& node, const std::string& source,
                Recipe& recipe) {
    CheckedKey row{key, valueYaml(node), keyNode.where(source), State::Used, {}};
    row.value.erase(0, row.value.find_first_not_of(" \n"));
    try {
        refuseMisspelt(key, row.where);
        if (const auto* same = recipe.find(key))
            throw Error("sets " + findOption(key)->key + " again, which is set at " + same->where, row.where,
                        "keep one of them");
        const auto entry = entryOf(key, node, source);
        if (isRefused(key, entry))
            throw Error("not supported: " + std::string(findForeignKey(key)->note), row.where, "leave it out");
        if (findOption(key)) row.value = toText(entry.value);
        recipe.add(key, entry);
    } catch (const Error& error) {
        row.state = State::Wrong;
        row.where = error.where();
        row.note = error.message() + (error.hint().empty() ? "" : "; " + error.hint());
    }
    return row;
}

// "key=value" of a command line.
CheckedKey set(const std::string& assignment, Recipe& recipe) {
    const std::string key = keyOfAssignment(assignment);
    CheckedKey row{key, assignment.substr(key.size() + 1), "--set " + key, State::Used, {}};
    try {
        recipe.set(assignment);
        row.value = toText(recipe.find(key)->value);
    } catch (const Error& error) {
        row.state = State::Wrong;
        row.note = error.message() + (error.hint().empty() ? "" : "; " + error.hint());
    }
    return row;
}

void judge(CheckedKey& row, const Recipe& recipe) {
    if (row.state == State::Wrong) return;
    if (row.key == kStages) return;
    if (const Option* option = findOption(row.key)) {
        row.note = whyWithoutEffect(recipe, *option);
        if (!row.note.empty()) row.state = State::WithoutEffect;
        const auto* entry = recipe.find(row.key);
        for (const std::string& value : foreignValuesIn(*option, entry ? entry->value : Value()))
            row.note += (row.note.empty() ? "" : " ") + value + " is passed over. " +
                        std::string(findForeignValue(option->key, value)->note);
    } else if (const ForeignKey* foreign = findForeignKey(row.key)) {
        row.state = State::WithoutEffect;
        row.note = foreign->note;
    } else {
        row.state = State::Unknown;
        const std::string likely = likelyKey(row.key);
        row.note = likely.empty() ? "" : "did you mean \"" + likely + "\"?";
    }
}

}  // namespace

const char* stateName(State state) {
    switch (state) {
        case State::Used:
            return "used";
        case State::WithoutEffect:
            return "without_effect";
        case State::Unknown:
            return "unknown";
        case State::Wrong:
            return "wrong";
    }
    throw std::logic_error("state of a key");
}

bool RecipeCheck::usable() const {
    return std::none_of(keys.begin(), keys.end(), [](const CheckedKey& row) { return row.state == State::Wrong; });
}

RecipeCheck checkRecipe(const std::string& yaml, const std::string& name, const std::vector<std::string>& assignments) {
    const YamlNode root = parseYaml(yaml, name);
    RecipeCheck check;
    if (root.kind != YamlNode::Kind::Map && root.kind != YamlNode::Kind::Null)
        throw Error("a recipe is a map of keys and values", root.where(name), "e.g. \"lora_rank: 8\"");
    for (std::size_t i = 0; i < root.items.size(); i += 2)
        if (!isOverridden(root.items[i].text, assignments))
            check.keys.push_back(read(root.items[i].text, root.items[i], root.items[i + 1], name, check.recipe));
    for (const std::string& assignment : assignments) {
        const Option* option = findOption(keyOfAssignment(assignment));
        std::erase_if(check.keys, [&](const CheckedKey& row) { return option && findOption(row.key) == option; });
        check.keys.push_back(set(assignment, check.recipe));
    }
    for (CheckedKey& row : check.keys)
        judge(row, check.recipe);
    const auto stages =
        std::find_if(check.keys.begin(), check.keys.end(), [](const CheckedKey& row) { return row.key == kStages; });
    if (stages == check.keys.end() || !check.usable()) return check;
    try {
        for (const Stage& stage : stagesOf(check.recipe))
            stages->note += (stages->note.empty() ? "" : ", ") + stage.name;
    } catch (const Error& error) {
        stages->state = State::Wrong;
        stages->where = error.where();
        stages->note = error.message() + (error.hint().empty() ? "" : "; " + error.hint());
        Recipe others;
        for (const auto& [key, entry] : check.recipe.entries())
            if (key != kStages) others.add(key, entry);
        check.recipe = std::move(others);
    }
    return check;
}

}  // namespace atelier::settings
