#pragma once

#include "settings/recipe.h"
#include "settings/yaml.h"

#include <string>

namespace atelier::settings {

/// What stands at one key of a recipe's file. Throws Error with its place: a known key with a wrong type or a value out
/// of range.
Recipe::Entry entryOf(const std::string& key, const YamlNode& node, const std::string& source);

/// Throws Error for a key that no option and no table knows and that looks like a misspelt one of ours.
void refuseMisspelt(const std::string& key, const std::string& where);

/// The option that a key may mean: misspelt, or a part of the option's name ("batch_size"). Empty: none.
std::string likelyKey(const std::string& key);

}  // namespace atelier::settings
