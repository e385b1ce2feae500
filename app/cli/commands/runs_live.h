#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `runs ask` and `runs log`: of runs that another process trains, or trained.
void addRunsLive(CLI::App& runs, Session& session);

}  // namespace atelier::cli
