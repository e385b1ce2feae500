#include "commands/trainable.h"

#include "client/in_process.h"
#include "commands/overrides.h"
#include "common/error.h"
#include "output.h"
#include "protocol/jobs/trainable.h"
#include "runs/recipe_paths.h"

#include <cstdio>
#include <filesystem>
#include <memory>

namespace atelier::cli {
namespace {

using Tree = protocol::TrainableTree;

struct Options {
    std::filesystem::path recipe;
    std::vector<std::string> assignments;
    bool all = false, json = false;
};

std::string percentText(const Tree::Count& count) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%",
                  count.all > 0 ? 100.0 * static_cast<double>(count.trainable) / static_cast<double>(count.all) : 0.0);
    return text;
}

std::string groupTitle(const Tree::Group& group) {
    if (group.first < 0) return "outside of layers";
    std::string title = group.name + "." + std::to_string(group.first);
    if (group.last == group.first) return title;
    return title + " to " + std::to_string(group.last) + " (" + std::to_string(group.last - group.first + 1) +
           " layers)";
}

std::string treeText(const Tree& tree, bool all) {
    std::vector<std::vector<std::string>> rows{{"", "trained", "of", ""}};
    const auto add = [&](const std::string& name, const Tree::Count& count, const std::string& remark = {}) {
        rows.push_back({name, grouped(count.trainable), grouped(count.all), percentText(count), remark});
    };
    for (const auto& part : tree.parts) {
        add(part.name, part.count);
        for (const auto& group : part.groups) {
            if (!all && group.count.trainable == 0) continue;
            add("  " + groupTitle(group), group.count);
            for (const auto& module : group.modules)
                if (all || module.count.trainable > 0)
                    add("    " + module.name, module.count, group.last > group.first ? "a layer" : "");
        }
    }
    add("all", tree.count);
    return table(rows);
}

void show(const Options& options) {
    protocol::TrainableRequest request{{}, options.recipe.string()};
    if (std::filesystem::exists(options.recipe / "config.json")) {
        request.recipe.set("model_name_or_path", options.recipe.string(), "the command line");
        for (const auto& assignment : options.assignments)
            request.recipe.set(assignment);
        runs::resolvePaths(request.recipe, std::filesystem::path());
    } else {
        request.recipe = runs::loadRecipe(options.recipe, options.assignments);
    }
    const auto tree = client::run(request);
    if (options.json) return printJson(protocol::toJson(tree));
    print(treeText(tree, options.all) + tree.summary + "\n");
}

}  // namespace

void addTrainable(CLI::App& parent, Session& session, const std::string& name) {
    auto* command = parent.add_subcommand(name, "Which parts, layers and modules of its model a recipe trains");
    command->footer(
        "Read from the model's configuration, without its weights. What is not trained is left out below its part, "
        "but for\n"
        "--all. Counts of a module in several layers that are alike are those of one of them.");
    auto options = std::make_shared<Options>();
    command
        ->add_option("--recipe,RECIPE", options->recipe, "Recipe file; of a model folder: what is trained by default")
        ->required();
    addOverrides(*command, options->assignments);
    command->add_flag("--all", options->all, "Also what is not trained");
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([options, &session] { session.action = [options] { show(*options); }; });
}

}  // namespace atelier::cli
