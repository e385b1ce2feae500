#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `recipe presets` and `recipe compose`: presets made of a family, a method and the hardware.
void addRecipePresets(CLI::App& group, Session& session);

}  // namespace atelier::cli
