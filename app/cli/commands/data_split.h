#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data split`
void addDataSplit(CLI::App& data, Session& session);

}  // namespace atelier::cli
