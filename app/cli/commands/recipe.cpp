#include "commands/commands.h"
#include "commands/overrides.h"
#include "commands/recipe_plan.h"
#include "commands/recipe_presets.h"
#include "commands/trainable.h"
#include "output.h"
#include "peft/method_info.h"
#include "runs/recipe_check.h"
#include "runs/recipe_paths.h"
#include "settings/effective.h"
#include "settings/stages.h"

#include <filesystem>
#include <optional>

namespace atelier::cli {
namespace fs = std::filesystem;
namespace {

using settings::CheckedKey;

const char* titleOf(CheckedKey::State state) {
    switch (state) {
        case CheckedKey::State::Used:
            return "Used";
        case CheckedKey::State::WithoutEffect:
            return "Without effect here";
        case CheckedKey::State::Unknown:
            return "Unknown: kept, not used";
        case CheckedKey::State::Wrong:
            return "Wrong";
    }
    return "";
}

void printCheck(const settings::RecipeCheck& check) {
    using State = CheckedKey::State;
    for (const State state : {State::Used, State::WithoutEffect, State::Unknown, State::Wrong}) {
        std::vector<std::vector<std::string>> rows;
        for (const auto& row : check.keys)
            if (row.state == state)
                rows.push_back({"  " + row.key, row.value.substr(0, row.value.find('\n')), row.where, row.note});
        if (rows.empty()) continue;
        print(std::string(titleOf(state)) + " (" + std::to_string(rows.size()) + ")\n");
        print(table(rows, Align::Left));
    }
}

struct CheckOptions {
    fs::path recipe, project;
    std::vector<std::string> assignments;
    bool json = false;
};

// What the method of the recipe, or of its stages, cannot do.
std::optional<Error> refusalOfMethod(const settings::Recipe& recipe) {
    try {
        if (const auto stages = settings::stagesOf(recipe); !stages.empty())
            for (const auto& stage : stages)
                peft::checkMethod(stage.recipe);
        else
            peft::checkMethod(recipe);
        return std::nullopt;
    } catch (const Error& error) {
        return error;
    }
}

void check(const CheckOptions& options) {
    std::optional<data::Project> project;
    if (!options.project.empty())
        project.emplace(data::Project::open(options.project, data::Project::Access::ReadOnly));
    const auto check = runs::checkRecipeFile(options.recipe, project ? &*project : nullptr, options.assignments);
    const auto refusal = check.usable() ? refusalOfMethod(check.recipe) : std::nullopt;
    if (options.json) {
        Json keys = Json::array();
        for (const auto& row : check.keys)
            keys.push_back({{"key", row.key},
                            {"value", row.value},
                            {"where", row.where},
                            {"state", settings::stateName(row.state)},
                            {"note", row.note}});
        Json all = {{"usable", check.usable() && !refusal}, {"keys", keys}};
        if (refusal) all["problem"] = refusal->what();
        printJson(all);
    } else {
        printCheck(check);
    }
    if (!check.usable())
        throw Error("the recipe cannot be used as it is", options.recipe.string(), "mend what is wrong");
    if (refusal) throw *refusal;
}

void show(const fs::path& file, bool json) {
    const auto recipe = settings::Recipe::load(file);
    Json all = Json::array();
    for (const auto& group : settings::allGroups()) {
        std::vector<std::vector<std::string>> rows;
        for (const auto& option : group.options) {
            const auto* entry = recipe.find(option.key);
            const std::string value = settings::toText(settings::effectiveValue(recipe, option));
            const std::string from = entry ? entry->where : "default", why = settings::whyWithoutEffect(recipe, option);
            rows.push_back({"  " + option.key, value, from, why.empty() ? "" : "without effect: " + why});
            all.push_back({{"key", option.key}, {"value", value}, {"from", from}, {"without_effect", why}});
        }
        if (!json) print(group.title + "\n" + table(rows, Align::Left));
    }
    if (json) printJson({{"settings", all}});
}

void diff(const fs::path& first, const fs::path& second, bool json) {
    const auto a = settings::Recipe::load(first), b = settings::Recipe::load(second);
    Json all = Json::array();
    std::vector<std::vector<std::string>> rows{{"", first.string(), second.string()}};
    const auto add = [&](const std::string& key, const std::string& before, const std::string& after) {
        if (before == after) return;
        rows.push_back({key, before, after});
        all.push_back({{"key", key}, {"first", before}, {"second", after}});
    };
    for (const auto& group : settings::allGroups())
        for (const auto& option : group.options)
            add(option.key, settings::toText(settings::effectiveValue(a, option)),
                settings::toText(settings::effectiveValue(b, option)));
    const auto written = [](const settings::Recipe& recipe, const std::string& key) {
        const auto* entry = recipe.find(key);
        return entry ? entry->yaml.substr(std::min(entry->yaml.size(), entry->yaml.find_first_not_of(" \n"))) : "";
    };
    for (const auto& key : a.unknownKeys())
        add(key, written(a, key), written(b, key));
    for (const auto& key : b.unknownKeys())
        if (!a.find(key)) add(key, "", written(b, key));
    if (json)
        printJson({{"differences", all}});
    else
        print(all.empty() ? "The same settings.\n" : table(rows, Align::Left));
}

struct CommandOptions {
    fs::path recipe, base, project = "PROJECT";
};

void command(const CommandOptions& options) {
    auto recipe = settings::Recipe::load(options.recipe);
    const fs::path file = options.base.empty() ? options.recipe : options.base;
    std::string line = "atelier train " + settings::shellQuoted(file.string()) + " --project " +
                       settings::shellQuoted(options.project.string());
    if (!options.base.empty()) {
        auto base = settings::Recipe::load(options.base);
        runs::resolvePaths(recipe, options.recipe);
        runs::resolvePaths(base, options.base);
        for (const auto& assignment : settings::assignments(recipe, base))
            line += " --set " + settings::shellQuoted(assignment);
    }
    print(line + "\n");
}

void addCheck(CLI::App& group, Session& session) {
    auto* added = group.add_subcommand("check", "What becomes of each key: used, without effect, unknown, wrong");
    auto options = std::make_shared<CheckOptions>();
    added->add_option("RECIPE", options->recipe, "Recipe file")->required();
    added->add_option("--project", options->project,
                      "Also look whether this project has its datasets, and for its model");
    addOverrides(*added, options->assignments);
    added->add_flag("--json", options->json, "The same for programs");
    added->footer("Exits with 2 where a key is wrong or the method cannot do what is asked of it, with 0 otherwise.");
    added->callback([options, &session] { session.action = [options] { check(*options); }; });
}

void addShow(CLI::App& group, Session& session) {
    auto* added = group.add_subcommand("show", "Every setting as it counts, and where it comes from");
    auto file = std::make_shared<fs::path>();
    auto json = std::make_shared<bool>(false);
    added->add_option("RECIPE", *file, "Recipe file")->required();
    added->add_flag("--json", *json, "The same for programs");
    added->callback([file, json, &session] { session.action = [file, json] { show(*file, *json); }; });
}

void addDiff(CLI::App& group, Session& session) {
    auto* added = group.add_subcommand("diff", "The settings in which two recipes differ");
    auto files = std::make_shared<std::pair<fs::path, fs::path>>();
    auto json = std::make_shared<bool>(false);
    added->add_option("FIRST", files->first, "Recipe file")->required();
    added->add_option("SECOND", files->second, "Recipe file")->required();
    added->add_flag("--json", *json, "The same for programs");
    added->callback(
        [files, json, &session] { session.action = [files, json] { diff(files->first, files->second, *json); }; });
}

void addCommand(CLI::App& group, Session& session) {
    auto* added = group.add_subcommand("command", "The command line that trains as the recipe says");
    auto options = std::make_shared<CommandOptions>();
    added->add_option("RECIPE", options->recipe, "Recipe file")->required();
    added->add_option("--base", options->base, "Another recipe: what differs from it comes as --set");
    added->add_option("--project", options->project, "Project folder");
    added->callback([options, &session] { session.action = [options] { command(*options); }; });
}

}  // namespace

void addRecipe(CLI::App& program, Session& session) {
    auto* group = program.add_subcommand("recipe", "Make a recipe, or look at one before the training");
    group->require_subcommand(1);
    addCheck(*group, session);
    addShow(*group, session);
    addDiff(*group, session);
    addCommand(*group, session);
    addRecipePresets(*group, session);
    addRecipePlan(*group, session);
    addTrainable(*group, session, "trainable");
}

}  // namespace atelier::cli
