#include "commands/commands.h"
namespace atelier::cli {
void addAdapter(CLI::App&, Session&) {}
}  // namespace atelier::cli
