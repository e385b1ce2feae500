#pragma once

#include "commands/commands.h"

namespace atelier::cli {

/// `atelier data list`
void addDataList(CLI::App& data, Session& session);
/// `atelier data history`
void addDataHistory(CLI::App& data, Session& session);
/// `atelier data undo` and `atelier data redo`
void addDataUndo(CLI::App& data, Session& session);
void addDataRedo(CLI::App& data, Session& session);

}  // namespace atelier::cli
