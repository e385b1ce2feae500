#include "commands/commands.h"
namespace atelier::cli {
void addModel(CLI::App&, Session&) {}
}  // namespace atelier::cli
