#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data augment`
void addDataAugment(CLI::App& data, Session& session);

}  // namespace atelier::cli
