#pragma once

#include "settings/recipe.h"

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::settings {

/// The recipe of a text, but for the options that `assignments` ("key=value") set: what the text says of those is not
/// judged. They are not applied yet. Throws Error as Recipe::parse() does, and for an assignment without a key.
Recipe parseBeside(const std::string& yaml, const std::string& name, const std::vector<std::string>& assignments);

/// The key of "key=value". Throws Error where there is none.
std::string keyOfAssignment(const std::string& assignment);

/// Whether one of `assignments` sets the option of this key, perhaps by an alias.
bool isOverridden(const std::string& key, const std::vector<std::string>& assignments);

/// What a recipe asks for and does not get, one line each: keys that nothing reads, with what is done instead, and
/// values that are passed over (report_to: wandb).
std::vector<std::string> passedOver(const Recipe& recipe);

}  // namespace atelier::settings
