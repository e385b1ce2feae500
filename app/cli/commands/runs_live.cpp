#include "commands/runs_live.h"

#include "common/error.h"
#include "output.h"
#include "progress.h"
#include "protocol/control.h"
#include "runs/run_door.h"
#include "runs/run_messages.h"
#include "runs/run_notes.h"

#include <ctime>
#include <memory>

namespace atelier::cli {
namespace {

struct Options {
    std::filesystem::path project;
    std::string run, what;
    std::optional<double> rate, factor;
    bool json = false;
    std::size_t last = 100;
};

std::optional<protocol::ControlMessage> askOf(const Options& o) {
    const int asked = !o.what.empty() + o.rate.has_value() + o.factor.has_value();
    if (asked > 1) throw Error("one thing at a time", "runs ask", "either WHAT, or --rate, or --rate-factor");
    Json json;
    if (o.rate)
        json = {{"control", "learning_rate"}, {"value", *o.rate}};
    else if (o.factor)
        json = {{"control", "learning_rate"}, {"factor", *o.factor}};
    else if (!o.what.empty())
        json = {{"control", o.what}};
    if (json.is_null()) return std::nullopt;
    return protocol::controlFromJson(json, "runs ask");
}

void ask(const Options& o) {
    const auto status = runs::askRun(runs::anyRun(o.project, o.run), askOf(o));
    const auto& progress = status.progress;
    if (o.json) {
        Json json{{"state", protocol::nameOf(status.state)}, {"phase", status.phase.phase}};
        if (!status.phase.contestant.empty()) json["contestant"] = status.phase.contestant;
        json["done"] = progress.done;
        json["total"] = progress.total;
        return printJson(json);
    }
    std::string text = std::string(protocol::nameOf(status.state)) + ", " + phaseText(status.phase);
    if (progress.total > 0) text += " " + std::to_string(progress.done) + " of " + std::to_string(progress.total);
    print(text + "\n");
}

std::string localTime(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    return text;
}

void log(const Options& o) {
    using Level = protocol::Message::Level;
    for (const auto& [time, message] : runs::readMessages(runs::anyRun(o.project, o.run), o.last)) {
        const char* level = message.level == Level::Error     ? "error: "
                            : message.level == Level::Warning ? "warning: "
                                                              : "";
        print(localTime(time) + "  " + level + message.text + "\n");
    }
}

}  // namespace

void addRunsLive(CLI::App& runs, Session& session) {
    const auto add = [&](const std::string& name, const std::string& help, void (*action)(const Options&)) {
        auto* command = runs.add_subcommand(name, help);
        auto options = std::make_shared<Options>();
        command->add_option("--project", options->project, "Project folder")->required();
        command->add_option("RUN", options->run, "Name of the run, or last")->required();
        command->callback([&session, options, action] { session.action = [options, action] { action(*options); }; });
        return std::pair(command, options);
    };
    {
        const auto [command, o] =
            add("ask", "Asks a training that any process of yours does; without WHAT how it is", ask);
        command->add_option("WHAT", o->what, "pause, resume, stop, save, evaluate, answer, or end_epoch");
        command->add_option("--rate", o->rate, "Learning rate in place of the recipe's");
        command->add_option("--rate-factor", o->factor, "The learning rate is multiplied by this");
        command->add_flag("--json", o->json, "One JSON object");
    }
    {
        const auto [command, o] = add("log", "What a training said, also one that has ended", log);
        command->add_option("--last", o->last, "Lines at most")->capture_default_str();
    }
}

}  // namespace atelier::cli
