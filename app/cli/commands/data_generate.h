#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data generate`
void addDataGenerate(CLI::App& data, Session& session);

}  // namespace atelier::cli
