#include "runs/runs.h"

#include "commands/runs_live.h"
#include "common/error.h"
#include "common/json.h"
#include "evaluation/comparison.h"
#include "output.h"
#include "runs/cross_validation.h"
#include "runs/removal.h"
#include "runs/run_folder.h"
#include "runs/run_notes.h"
#include "runs/run_parts.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

namespace atelier::cli {
namespace {

namespace fs = std::filesystem;
using runs::RunInfo;

const char* stateText(RunInfo::State state) {
    switch (state) {
        case RunInfo::State::Running:
            return "running";
        case RunInfo::State::Complete:
            return "complete";
        case RunInfo::State::Stopped:
            return "stopped";
    }
    throw std::logic_error("state");
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return all;
}

std::optional<double> seconds(const RunInfo& run) {
    if (!run.started || !run.ended) return std::nullopt;
    return std::chrono::duration<double>(*run.ended - *run.started).count();
}

// What the recipe sets, as text.
std::map<std::string, std::string> settingsOf(const RunInfo& run) {
    std::map<std::string, std::string> all;
    try {
        const auto recipe = settings::Recipe::load(run.recipe);
        for (const auto& [key, entry] : recipe.entries())
            if (const auto* option = settings::findOption(key)) all[option->key] = settings::toText(entry.value);
    } catch (const Error&) {
        // The run's own problem says it.
    }
    return all;
}

// The figures of what was trained: of its comparison, or of its folds.
std::map<std::string, double> metricsOf(const RunInfo& run) {
    std::map<std::string, double> all;
    const runs::RunFolder folder(run.folder);
    std::error_code code;
    if (run.hasComparison)
        all = evaluation::figuresOf(evaluation::readComparison(folder.comparison()), protocol::kTuned);
    if (fs::exists(runs::crossValidationFile(run.folder), code))
        for (const auto& figure : runs::readCrossValidation(run.folder).figures)
            all[figure.name] = figure.mean;
    return all;
}

Json jsonOf(const RunInfo& run) {
    const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
    return {{"name", run.name},
            {"folder", run.folder.string()},
            {"state", stateText(run.state)},
            {"steps", run.steps},
            {"total", run.total},
            {"loss", number(run.loss)},
            {"eval_loss", number(run.evalLoss)},
            {"seconds", number(seconds(run))},
            {"metrics", metricsOf(run)},
            {"settings", settingsOf(run)},
            {"parts", run.parts},
            {"origin", run.origin},
            {"tags", run.tags},
            {"note", run.note},
            {"problem", run.problem}};
}

// Settings that are not the same in all runs: what tells them apart.
std::set<std::string> differing(const std::vector<RunInfo>& runs) {
    std::map<std::string, std::set<std::string>> values;
    for (const auto& run : runs) {
        const auto settings = settingsOf(run);
        for (const auto& group : settings::allGroups())
            for (const auto& option : group.options) {
                const auto found = settings.find(option.key);
                values[option.key].insert(found == settings.end() ? settings::toText(option.defaultValue)
                                                                  : found->second);
            }
    }
    std::set<std::string> keys;
    for (const auto& [key, all] : values)
        if (all.size() > 1) keys.insert(key);
    return keys;
}

void list(const fs::path& project, const std::string& tag, bool asJson) {
    auto runs = runs::listRuns(project);
    if (!tag.empty())
        std::erase_if(runs, [&](const RunInfo& run) {
            return std::find(run.tags.begin(), run.tags.end(), tag) == run.tags.end();
        });
    if (asJson) {
        Json all = Json::array();
        for (const auto& run : runs)
            all.push_back(jsonOf(run));
        return printJson(all);
    }
    if (runs.empty()) return print("no run\n");
    const auto keys = differing(runs);
    std::vector<std::vector<std::string>> rows{
        {"run", "state", "steps", "loss", "eval_loss", "time", "tags", "settings that differ"}};
    for (const auto& run : runs) {
        std::vector<std::string> figures;
        for (const auto& [key, text] : settingsOf(run))
            if (keys.contains(key)) figures.push_back(key + " " + text);
        rows.push_back({run.name, stateText(run.state), std::to_string(run.steps),
                        run.loss ? numberText(*run.loss) : "", run.evalLoss ? numberText(*run.evalLoss) : "",
                        seconds(run) ? durationText(*seconds(run)) : "", joined(run.tags), joined(figures)});
    }
    print(table(rows, Align::Left));
}

RunInfo infoOf(const fs::path& project, const std::string& name) {
    const auto folder = runs::anyRun(project, name);
    for (auto& run : runs::listRuns(project))
        if (run.folder == folder) return run;
    throw Error("no run \"" + name + "\"", folder.string());
}

void show(const fs::path& project, const std::string& name, bool asJson) {
    const RunInfo run = infoOf(project, name);
    if (asJson) return printJson(jsonOf(run));
    std::vector<std::vector<std::string>> rows{{"run", run.name}, {"folder", run.folder.string()}};
    const auto add = [&](const std::string& title, const std::string& text) {
        if (!text.empty()) rows.push_back({title, text});
    };
    add("state", stateText(run.state));
    add("steps", std::to_string(run.steps) + (run.total > 0 ? " of " + std::to_string(run.total) : ""));
    add("parts", joined(run.parts));
    add("started from", run.origin);
    add("time", seconds(run) ? durationText(*seconds(run)) : "");
    add("loss", run.loss ? numberText(*run.loss) : "");
    add("validation loss", run.evalLoss ? numberText(*run.evalLoss) : "");
    for (const auto& [metric, value] : metricsOf(run))
        add(metric, numberText(value));
    add("tags", joined(run.tags));
    add("note", run.note);
    add("problem", run.problem);
    for (const auto& [key, text] : settingsOf(run))
        add(key, text);
    print(table(rows, Align::Left));
}

void diff(const fs::path& project, const std::string& first, const std::string& second, bool asJson) {
    const auto recipe = [&](const std::string& name) {
        return settings::Recipe::load(runs::RunFolder(runs::anyRun(project, name)).recipe());
    };
    const auto all = runs::differences(recipe(first), recipe(second));
    if (asJson) {
        Json json = Json::object();
        for (const auto& one : all)
            json[one.key] = {one.first, one.second};
        return printJson(json);
    }
    if (all.empty()) return print("the same settings\n");
    std::vector<std::vector<std::string>> rows{{"", first, second}};
    for (const auto& one : all)
        rows.push_back({one.key, one.first, one.second});
    print(table(rows, Align::Left));
}

void tag(const fs::path& project, const std::string& name, const std::vector<std::string>& add,
         const std::vector<std::string>& remove) {
    const auto folder = runs::anyRun(project, name);
    auto notes = runs::readNotes(folder);
    for (const auto& one : add)
        if (std::find(notes.tags.begin(), notes.tags.end(), one) == notes.tags.end()) notes.tags.push_back(one);
    std::erase_if(notes.tags,
                  [&](const std::string& one) { return std::find(remove.begin(), remove.end(), one) != remove.end(); });
    runs::writeNotes(folder, notes);
    print(folder.filename().string() + ": " + (notes.tags.empty() ? "no tags" : joined(notes.tags)) + "\n");
}

void note(const fs::path& project, const std::string& name, const std::string& text) {
    const auto folder = runs::anyRun(project, name);
    auto notes = runs::readNotes(folder);
    notes.note = text;
    runs::writeNotes(folder, notes);
}

struct Options {
    fs::path project;
    std::string first, second, text;
    std::vector<std::string> add, remove;
    bool json = false, yes = false;
};

}  // namespace

void addRuns(CLI::App& program, Session& session) {
    auto* runs =
        program.add_subcommand("runs", "The runs of a project: list, show, compare settings, tag, ask, delete");
    runs->require_subcommand(1);
    // NAME: help, then what it takes beside the project.
    const auto add = [&](const std::string& name, const std::string& help) {
        auto* command = runs->add_subcommand(name, help);
        auto options = std::make_shared<Options>();
        command->add_option("--project", options->project, "Project folder")->required()->check(CLI::ExistingDirectory);
        return std::pair(command, options);
    };
    const auto act = [&session](CLI::App* command, std::function<void()> action) {
        command->callback([&session, action = std::move(action)] { session.action = action; });
    };
    {
        const auto [command, o] = add("list", "All runs, newest first");
        command->add_option("--tag", o->text, "Only runs with this tag");
        command->add_flag("--json", o->json, "One JSON list");
        act(command, [o] { list(o->project, o->text, o->json); });
    }
    {
        const auto [command, o] = add("show", "All that is known of a run");
        command->add_option("RUN", o->first, "Name of the run, or last")->required();
        command->add_flag("--json", o->json, "One JSON object");
        act(command, [o] { show(o->project, o->first, o->json); });
    }
    {
        const auto [command, o] = add("diff", "The settings in which two runs differ");
        command->add_option("A", o->first, "Name of a run")->required();
        command->add_option("B", o->second, "Name of another")->required();
        command->add_flag("--json", o->json, "One JSON object: key to [A, B]");
        act(command, [o] { diff(o->project, o->first, o->second, o->json); });
    }
    {
        const auto [command, o] = add("tag", "Gives a run tags or takes them away");
        command->add_option("RUN", o->first, "Name of the run")->required();
        command->add_option("TAGS", o->add, "Tags to give");
        command->add_option("--remove", o->remove, "A tag to take away; once for each")->allow_extra_args(false);
        act(command, [o] { tag(o->project, o->first, o->add, o->remove); });
    }
    {
        const auto [command, o] = add("note", "Writes a note to a run; an empty text removes it");
        command->add_option("RUN", o->first, "Name of the run")->required();
        command->add_option("TEXT", o->text, "The note")->required();
        act(command, [o] { note(o->project, o->first, o->text); });
    }
    addRunsLive(*runs, session);
    {
        const auto [command, o] = add("delete", "Removes a run and all that is in its folder");
        command->add_option("RUN", o->first, "Name of the run")->required();
        command->add_flag("--yes", o->yes, "It cannot be had back: say that it is meant")->required();
        act(command, [o] {
            runs::deleteRun(o->project, o->first);
            print("removed: " + o->first + "\n");
        });
    }
}

}  // namespace atelier::cli
