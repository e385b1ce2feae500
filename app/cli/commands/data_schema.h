#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data schema`
void addDataSchema(CLI::App& data, Session& session);

}  // namespace atelier::cli
