#pragma once

#include "commands/commands.h"

namespace atelier::cli {

void addDataFrames(CLI::App& data, Session& session);
void addDataTranscript(CLI::App& data, Session& session);

}  // namespace atelier::cli
