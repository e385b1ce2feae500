#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data classes`
void addDataClasses(CLI::App& data, Session& session);

}  // namespace atelier::cli
