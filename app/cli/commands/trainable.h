#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// Adds a command that shows what a recipe trains, under `name`; "tree" or "trainable".
void addTrainable(CLI::App& parent, Session& session, const std::string& name);

}  // namespace atelier::cli
