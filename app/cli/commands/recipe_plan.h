#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `recipe estimate` and `recipe preflight`: what a training will need and do.
void addRecipePlan(CLI::App& group, Session& session);

}  // namespace atelier::cli
