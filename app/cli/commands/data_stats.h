#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data stats`
void addDataStats(CLI::App& data, Session& session);

}  // namespace atelier::cli
