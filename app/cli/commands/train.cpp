#include "commands/commands.h"
namespace atelier::cli {
void addTrain(CLI::App&, Session&) {}
}  // namespace atelier::cli
