#pragma once

#include "commands/commands.h"
#include "hub/names.h"

namespace atelier::cli {

/// `pull`: brings a model or a dataset of the hub into the cache.
void addPull(CLI::App& parent, Session& session, hub::Kind kind);
/// `model search`
void addModelSearch(CLI::App& parent, Session& session);

}  // namespace atelier::cli
