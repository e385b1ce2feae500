#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data agreement`
void addDataAgreement(CLI::App& data, Session& session);
/// `atelier data merge`
void addDataMerge(CLI::App& data, Session& session);

}  // namespace atelier::cli
