#include "pages/recipe/recipe_changes.h"

#include "common/error.h"
#include "peft/method_info.h"

#include <set>

namespace atelier::ui {

bool isChosenElsewhere(const std::string& key) {
    return key == "model_name_or_path" || key == "dataset";
}

std::vector<settings::Group> formGroups() {
    auto groups = settings::allGroups();
    for (auto& group : groups)
        std::erase_if(group.options, [](const settings::Option& option) { return isChosenElsewhere(option.key); });
    std::erase_if(groups, [](const settings::Group& group) { return group.options.empty(); });
    return groups;
}

settings::Value valueIn(const settings::Recipe& recipe, const settings::Option& option) {
    const auto* entry = recipe.find(option.key);
    return entry ? settings::checked(option, entry->value, entry->where) : option.defaultValue;
}

std::vector<std::string> changedKeys(const settings::Recipe& before, const settings::Recipe& now) {
    std::vector<std::string> keys;
    for (const auto& group : formGroups())
        for (const auto& option : group.options)
            if (valueIn(before, option) != valueIn(now, option)) keys.push_back(option.key);
    std::set<std::string> unknown;
    for (const auto* recipe : {&before, &now})
        for (const auto& key : recipe->unknownKeys())
            unknown.insert(key);
    for (const auto& key : unknown) {
        const auto *old = before.find(key), *fresh = now.find(key);
        if (!old || !fresh || !(*old == *fresh)) keys.push_back(key);
    }
    return keys;
}

void checkRecipe(const settings::Recipe& recipe) {
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options)
            valueIn(recipe, option);
    peft::checkMethod(recipe);
    const auto* test = recipe.find("eval_dataset");
    const auto* share = recipe.find("val_size");
    const auto* names = test ? std::get_if<std::vector<std::string>>(&test->value) : nullptr;
    const auto* size = share ? std::get_if<double>(&share->value) : nullptr;
    if (names && !names->empty() && size && *size > 0)
        throw Error("eval_dataset and val_size cannot go together", test->where,
                    "take the validation samples from one of them: empty eval_dataset, or set val_size to 0");
}

}  // namespace atelier::ui
