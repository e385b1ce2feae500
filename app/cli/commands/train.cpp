#include "protocol/jobs/train.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "commands/overrides.h"
#include "output.h"
#include "progress.h"
#include "runs/cross_validation.h"
#include "runs/recipe_paths.h"

#include <filesystem>

namespace atelier::cli {
namespace {

struct Options {
    std::filesystem::path recipe;
    std::vector<std::string> assignments;
    protocol::TrainRequest request;
    bool json = false;
};

std::string figuresOf(const runs::CrossValidation& summary) {
    std::vector<std::vector<std::string>> rows{{"", "mean", "deviation"}};
    for (std::size_t fold = 1; fold <= summary.samples.size(); ++fold)
        rows[0].push_back("fold " + std::to_string(fold));
    for (const auto& figure : summary.figures) {
        rows.push_back({figure.name, numberText(figure.mean), numberText(figure.deviation)});
        for (const double value : figure.values)
            rows.back().push_back(numberText(value));
    }
    return table(rows);
}

void run(Options& options, Session& session) {
    auto& recipe = options.request.recipe;
    recipe = runs::loadRecipe(options.recipe, options.assignments);
    tellPassedOver(recipe);

    protocol::TrainResult result;
    {
        ProgressView progress;
        result = client::run(options.request, session.interrupts.control(), progress.sink());
    }
    if (options.json) {
        printJson(protocol::toJson(result));
        return;
    }
    std::error_code code;
    if (std::filesystem::exists(runs::crossValidationFile(result.folder), code))
        print(figuresOf(runs::readCrossValidation(result.folder)));
    print("Trained " + std::to_string(result.steps) + " steps: mean loss " + numberText(result.trainLoss) +
          (result.evalLoss ? ", validation loss " + numberText(*result.evalLoss) : "") + "\n" +
          "The run: " + result.folder.string() + "\n");
}

}  // namespace

void addTrain(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("train", "Train as a recipe (YAML) says");
    command->footer(
        R"(The run is the folder PROJECT/runs/NAME: recipe.yaml, trainer_log.jsonl, trainer_state.json, checkpoints/ and, at
the end, adapter/ (or model/ where whole weights were trained). Ctrl-C saves a checkpoint; --resume goes on from
it. SIGUSR1 saves one and goes on, SIGUSR2 evaluates and answers some samples. Relative paths in the recipe are
looked up beside the recipe's file first, then in the working directory. `atelier settings` prints every key of a
recipe. A recipe with `stages:`, a list of maps with a name and the keys that differ, trains one after the other,
each with the result of the one before; cross_validation_folds trains one run a fold.)");
    auto options = std::make_shared<Options>();
    command->add_option("RECIPE", options->recipe, "Recipe file")->required();
    command->add_option("--project", options->request.project, "Project folder")->required();
    command->add_option("--run", options->request.run, "Name of the run (default: from recipe and date)");
    addOverrides(*command, options->assignments);
    auto* from = command->add_option("--from", options->request.from,
                                     "Start from another run's result, RUN, or from its checkpoint, RUN@checkpoint-N");
    command->add_flag("--with-optimizer", options->request.withOptimizer, "With --from: the optimizer's state too")
        ->needs(from);
    command->add_flag("--resume", options->request.resume, "Go on from the run's last whole checkpoint")
        ->excludes(from);
    command->add_flag("--json", options->json, "The result as one JSON object");
    command->callback([options, &session] { session.action = [options, &session] { run(*options, session); }; });
}

}  // namespace atelier::cli
