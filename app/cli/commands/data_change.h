#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data tag`
void addDataTag(CLI::App& data, Session& session);
/// `atelier data replace`
void addDataReplace(CLI::App& data, Session& session);

}  // namespace atelier::cli
