#pragma once

#include "settings/recipe.h"

#include <string>
#include <utility>
#include <vector>

namespace atelier::settings {

/// What an option has in a recipe: its entry's value, else the default. Throws Error for a value that the option
/// refuses.
Value effectiveValue(const Recipe& recipe, const Option& option);

/// Why an option changes nothing in a recipe ("only with finetuning_type=freeze, and that is lora"); empty: it counts.
std::string whyWithoutEffect(const Recipe& recipe, const Option& option);

/// "key=value" for each option in which `recipe` differs from `base`, in the order of the groups: what --set takes.
std::vector<std::string> assignments(const Recipe& recipe, const Recipe& base);

/// One word for a POSIX shell: as it is where nothing in it is special, else in single quotes.
std::string shellQuoted(const std::string& word);

}  // namespace atelier::settings
