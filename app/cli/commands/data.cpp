#include "commands/commands.h"
namespace atelier::cli {
void addData(CLI::App&, Session&) {}
}  // namespace atelier::cli
