#include "runs/sweeps.h"

#include "commands/commands.h"
#include "commands/trials.h"
#include "output.h"
#include "runs/removal.h"

#include <algorithm>
#include <filesystem>
#include <memory>

namespace atelier::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
    fs::path project;
    std::string name;
    bool json = false, yes = false, runs = false;
};

void list(const fs::path& project, bool json) {
    const auto sweeps = runs::listSweeps(project);
    if (json) {
        Json all = Json::array();
        for (const auto& sweep : sweeps)
            all.push_back(protocol::toJson(sweep));
        return printJson(all);
    }
    if (sweeps.empty()) return print("no sweeps\n");
    std::vector<std::vector<std::string>> rows{{"sweep", "method", "metric", "trials", "ended", "best", "its figure"}};
    for (const auto& sweep : sweeps) {
        const auto ended = std::count_if(sweep.trials.begin(), sweep.trials.end(), [](const auto& trial) {
            return trial.state != protocol::SweepState::Trial::State::Waiting;
        });
        const auto* best = sweep.best ? &sweep.trials[*sweep.best] : nullptr;
        rows.push_back({sweep.name, sweep.method, sweep.metric, std::to_string(sweep.trials.size()),
                        std::to_string(ended), best ? best->run : "",
                        best && best->figure() ? numberText(*best->figure()) : ""});
    }
    print(table(rows, Align::Left));
}

void show(const fs::path& project, const std::string& name, bool json) {
    const auto sweep = runs::readSweep(project, name);
    if (json) return printJson(protocol::toJson(sweep));
    print(trialsTable(sweep));
}

}  // namespace

void addSweeps(CLI::App& program, Session& session) {
    auto* sweeps = program.add_subcommand("sweeps", "The sweeps of a project: list, show, delete");
    sweeps->require_subcommand(1);
    const auto add = [&](const std::string& name, const std::string& help) {
        auto* command = sweeps->add_subcommand(name, help);
        auto options = std::make_shared<Options>();
        command->add_option("--project", options->project, "Project folder")->required()->check(CLI::ExistingDirectory);
        return std::pair(command, options);
    };
    const auto act = [&session](CLI::App* command, std::function<void()> action) {
        command->callback([&session, action = std::move(action)] { session.action = action; });
    };
    {
        const auto [command, o] = add("list", "All sweeps, newest first");
        command->add_flag("--json", o->json, "One JSON list");
        act(command, [o] { list(o->project, o->json); });
    }
    {
        const auto [command, o] = add("show", "The trials of a sweep");
        command->add_option("SWEEP", o->name, "Name of the sweep")->required();
        command->add_flag("--json", o->json, "One JSON object");
        act(command, [o] { show(o->project, o->name, o->json); });
    }
    {
        const auto [command, o] = add("delete", "Removes a sweep; its trials stay as runs without --runs");
        command->add_option("SWEEP", o->name, "Name of the sweep")->required();
        command->add_flag("--runs", o->runs, "The runs of its trials too");
        command->add_flag("--yes", o->yes, "It cannot be had back: say that it is meant")->required();
        act(command, [o] {
            runs::deleteSweep(o->project, o->name, o->runs);
            print("removed: " + o->name + "\n");
        });
    }
}

}  // namespace atelier::cli
