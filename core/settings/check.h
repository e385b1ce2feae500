#pragma once

#include "settings/recipe.h"

#include <string>
#include <vector>

namespace atelier::settings {

/// What becomes of one key of a recipe's file.
struct CheckedKey {
    enum class State {
        Used,
        WithoutEffect,  ///< an option that another one switches off, or a key of LLaMA-Factory that nothing needs here
        Unknown,        ///< kept in the file, never used
        Wrong,          ///< a training refuses the recipe
    };
    std::string key, value, where;  ///< value as a form shows it, or as written; "file.yaml:12:3"
    State state = State::Used;
    std::string note;  ///< why without effect and what is done instead; what it may have meant; what is allowed
};
const char* stateName(CheckedKey::State state);  ///< "used", "without_effect", "unknown", "wrong"

struct RecipeCheck {
    std::vector<CheckedKey> keys;  ///< in the file's order
    Recipe recipe;                 ///< of the keys that are not wrong, unknown ones included
    bool usable() const;           ///< nothing is wrong
};

/// Where Recipe::parse() throws at the first key that is wrong, this goes on and tells of each. Throws Error for a text
/// that is no map in YAML. `assignments` ("key=value") come over the text's own, which is not judged then.
RecipeCheck checkRecipe(const std::string& yaml, const std::string& name,
                        const std::vector<std::string>& assignments = {});

}  // namespace atelier::settings
