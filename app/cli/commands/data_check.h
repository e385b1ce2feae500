#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data check`
void addDataCheck(CLI::App& data, Session& session);
/// `atelier data fix`
void addDataFix(CLI::App& data, Session& session);

}  // namespace atelier::cli
