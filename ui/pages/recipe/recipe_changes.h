#pragma once

#include "settings/recipe.h"

#include <string>
#include <vector>

namespace atelier::ui {

/// Options that are chosen on pages of their own.
bool isChosenElsewhere(const std::string& key);

/// The groups of a form: every registered option but those.
std::vector<settings::Group> formGroups();

/// The recipe's value of an option, else the option's default. Throws Error for one that the option refuses.
settings::Value valueIn(const settings::Recipe& recipe, const settings::Option& option);

/// Keys whose values differ, in the form's order, then unknown keys that differ. What is chosen elsewhere is left out.
std::vector<std::string> changedKeys(const settings::Recipe& before, const settings::Recipe& now);

/// Every option as the engine's own declarations check it, and what several of them forbid together. Throws Error.
void checkRecipe(const settings::Recipe& recipe);

}  // namespace atelier::ui
