#include "commands/commands.h"
namespace atelier::cli {
void addEval(CLI::App&, Session&) {}
}  // namespace atelier::cli
