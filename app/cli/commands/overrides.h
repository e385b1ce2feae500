#pragma once

#include "settings/recipe.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace atelier::cli {

/// Lets a command with a recipe take values over the recipe's own: --set KEY=VALUE, and behind the recipe also
/// --KEY VALUE, --KEY=VALUE or KEY=VALUE for every key that a recipe has. `assignments` gets them as "KEY=VALUE" and
/// must outlive the command.
void addOverrides(CLI::App& command, std::vector<std::string>& assignments);

/// Warns, a line each, of what the recipe asks for and does not get.
void tellPassedOver(const settings::Recipe& recipe);

}  // namespace atelier::cli
