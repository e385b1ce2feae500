#include "protocol/jobs/find_rate.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "commands/overrides.h"
#include "output.h"
#include "progress.h"
#include "runs/recipe_paths.h"

#include <filesystem>

namespace atelier::cli {
namespace {

struct Options {
    std::filesystem::path recipe;
    std::vector<std::string> assignments;
    protocol::FindRateRequest request;
    bool json = false;
};

std::string textOf(const std::optional<double>& rate) {
    return rate ? settings::toText(*rate) : "none";
}

void run(Options& options, Session& session) {
    auto& recipe = options.request.recipe;
    recipe = runs::loadRecipe(options.recipe, options.assignments);
    tellPassedOver(recipe);

    protocol::FindRateResult result;
    {
        ProgressView progress;
        result = client::run(options.request, session.interrupts.control(), progress.sink());
    }
    if (options.json) {
        printJson(protocol::toJson(result));
        return;
    }
    print(
        "Suggested learning_rate: " + textOf(result.steepest) + " (where the loss falls fastest)\n" +
        "Upper bound: " + textOf(result.tenthOfLowest) + " (a tenth of where the loss is lowest)\n" +
        std::to_string(result.points.size()) + " steps" +
        (result.diverged ? ", to where the loss diverges\n" : "; the loss did not diverge: --highest may go higher\n"));
}

}  // namespace

void addFindRate(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("find-rate", "Search the learning rate for a recipe (YAML)");
    command->alias("lr-find");
    command->footer(
        "Trains as the recipe says, but with a rate that rises from step to step until the loss diverges, and "
        "suggests\n"
        "the rate at which the loss fell fastest. Nothing is saved. --json prints every step.");
    auto options = std::make_shared<Options>();
    auto& request = options->request;
    command->add_option("RECIPE", options->recipe, "Recipe file")->required();
    command->add_option("--project", request.project, "Project folder")->required();
    command->add_option("--steps", request.steps, "Steps from the lowest rate to the highest")->capture_default_str();
    command->add_option("--lowest", request.lowest, "Rate of the first step")->capture_default_str();
    command->add_option("--highest", request.highest, "Rate of the last step")->capture_default_str();
    addOverrides(*command, options->assignments);
    command->add_flag("--json", options->json, "The result as one JSON object");
    command->callback([options, &session] { session.action = [options, &session] { run(*options, session); }; });
}

}  // namespace atelier::cli
