#include "commands/commands.h"
#include "output.h"
#include "settings/reference_page.h"

namespace atelier::cli {

void addSettings(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("settings", "Print every key of a recipe with its meaning (Markdown)");
    command->callback([&session] { session.action = [] { print(settings::referencePage()); }; });
}

}  // namespace atelier::cli
