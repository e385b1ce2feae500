#include "commands/data_augment.h"

#include "common/error.h"
#include "data/augmentation/write_augmented.h"
#include "output.h"
#include "progress.h"
#include "protocol/control.h"

#include <filesystem>

namespace atelier::cli {

void addDataAugment(CLI::App& data, Session& session) {
    struct Options {
        std::filesystem::path project, recipe;
        std::string dataset, name;
        std::vector<std::string> assignments;
        std::int64_t copies = 1;
        std::uint64_t seed = 42;
    };
    auto* command = data.add_subcommand("augment", "Write varied copies of a dataset as a new one");
    command->footer(
        "What is varied is said by a recipe's augment_ keys (`atelier settings`). Regions and boxes written in "
        "answers\n"
        "follow the pictures. Copies are trained on with their originals' group and never used for validation or "
        "test.");
    auto options = std::make_shared<Options>();
    command->add_option("--project", options->project, "Project folder")->required();
    command->add_option("--dataset", options->dataset, "Dataset to vary")->required();
    command->add_option("--name", options->name, "Name of the new dataset (default: DATASET_augmented)");
    command->add_option("--recipe", options->recipe, "Recipe with the augment_ keys");
    command->add_option("--set", options->assignments, "KEY=VALUE over the recipe's own; once for each");
    command->add_option("--copies", options->copies, "Copies of each sample")->check(CLI::Range(1, 1000));
    command->add_option("--seed", options->seed, "Same seed, same pictures");
    command->callback([options, &session] {
        session.action = [options, &session] {
            settings::Recipe recipe =
                options->recipe.empty() ? settings::Recipe() : settings::Recipe::load(options->recipe);
            for (const auto& assignment : options->assignments)
                recipe.set(assignment);
            auto project = data::Project::open(options->project);
            const auto augmenter = data::makeAugmenter(recipe, project, options->seed);
            if (!augmenter.active())
                throw Error("nothing is to be varied", "--recipe, --set", "e.g. --set augment_rotate=5");
            const std::string name = options->name.empty() ? options->dataset + "_augmented" : options->name;
            data::AugmentReport report;
            {
                ProgressView progress;
                const auto events = progress.sink();
                events(protocol::PhaseChanged{"augmenting"});
                report = data::writeAugmented(project, options->dataset, name, augmenter, options->copies,
                                              protocol::watchFor(session.interrupts.token(), events));
            }
            const auto tell = [](std::int64_t count, const std::string& what) {
                if (count > 0) print(std::to_string(count) + " " + what + "\n");
            };
            print("The dataset: " + name + ", " + std::to_string(report.written) + " samples\n");
            tell(report.heldOut, "samples for validation or test were not varied");
            tell(report.droppedRegions, "regions dropped: too little of them was left");
            tell(report.straight, "pictures not moved; last: " + report.straightReason);
        };
    });
}

}  // namespace atelier::cli
