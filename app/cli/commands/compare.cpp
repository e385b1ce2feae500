#include "commands/commands.h"
namespace atelier::cli {
void addCompare(CLI::App&, Session&) {}
}  // namespace atelier::cli
