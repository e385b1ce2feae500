#include "command_line.h"

#include "commands/commands.h"
#include "common/caught_error.h"
#include "common/log.h"
#include "output.h"
#include "settings/suggestion.h"

#include <algorithm>

using namespace atelier;

namespace {

constexpr const char* kAbout =
    "Atelier fine-tunes vision-language models: label data, train, and see before and after.\n"
    "This is its command line; every command explains itself with --help.";
constexpr const char* kFooter =
    "Exit codes: 0 done; 1 failure (disk full, out of memory, ...); 2 a file, an option or a request that you can\n"
    "mend; 130 interrupted (training has then saved a checkpoint).";

std::string oneLine(std::string text) {
    std::string line;
    for (const char c : text) {
        if (c != '\n' && c != '\r')
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return line;
}

int failed(const std::string& what, int code) {
    cli::note("atelier: " + oneLine(what));
    return code;
}

int exitCode(Error::Kind kind) {
    switch (kind) {
        case Error::Kind::User:
            return 2;
        case Error::Kind::Failure:
            return 1;
        case Error::Kind::Interrupted:
            return 130;
    }
    return 1;
}

// What was typed, as far as it names a command: "atelier data import"; and a word that should have been one.
struct Typed {
    std::string command = "atelier", unknown, meant;
};

Typed typedCommand(const CLI::App& program, int argc, char** argv) {
    Typed typed;
    const CLI::App* app = &program;
    for (int i = 1; i < argc; ++i) {
        std::vector<std::string> names;
        for (const auto* child : app->get_subcommands([](const CLI::App*) { return true; }))
            names.push_back(child->get_name());
        if (names.empty() || argv[i][0] == '-') break;
        if (std::find(names.begin(), names.end(), argv[i]) == names.end()) {
            typed.unknown = argv[i];
            typed.meant = settings::nearest(typed.unknown, names);
            break;
        }
        app = app->get_subcommand(std::string(argv[i]));
        typed.command += " " + app->get_name();
    }
    return typed;
}

int parseFailed(const CLI::ParseError& error, const Typed& typed) {
    std::string what = error.what();
    if (!typed.unknown.empty()) {
        what = "no command \"" + typed.unknown + "\"";
        if (!typed.meant.empty()) what += "; did you mean \"" + typed.meant + "\"?";
    }
    return failed(what + " (" + typed.command + " --help shows what it takes)", 2);
}

// A list that is empty by default has nothing to show of it.
void hideEmptyDefaults(CLI::App& command) {
    for (auto* option : command.get_options())
        if (option->get_default_str() == "[]") option->default_str("");
    for (auto* child : command.get_subcommands([](const CLI::App*) { return true; }))
        hideEmptyDefaults(*child);
}

int run(cli::Interrupts& interrupts, int argc, char** argv) {
    CLI::App program(kAbout, "atelier");
    program.footer(kFooter);
    program.set_version_flag("--version", "atelier " ATELIER_VERSION);
    program.set_help_flag("-h,--help", "Say how this is used, and exit");
    program.require_subcommand(1);
    program.option_defaults()->always_capture_default();

    cli::Session session{interrupts, {}};
    for (const auto add :
         {cli::addTrain, cli::addFindRate, cli::addEval, cli::addCompare, cli::addGenerate, cli::addLogits,
          cli::addTokenize, cli::addData, cli::addModel, cli::addAdapter, cli::addRecipe, cli::addRuns, cli::addSweep,
          cli::addSweeps, cli::addSettings, cli::addWorker})
        add(program, session);
    hideEmptyDefaults(program);
    try {
        program.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        cli::print(program.help());
        return 0;
    } catch (const CLI::CallForVersion& version) {
        cli::print(std::string(version.what()) + "\n");
        return 0;
    } catch (const CLI::ParseError& error) {
        return parseFailed(error, typedCommand(program, argc, argv));
    }
    session.action();
    return 0;
}

}  // namespace

extern "C" int atelierCommandLine(int argc, char** argv) {
    cli::Interrupts interrupts;
    log::setSink([](log::Level level, const std::string& message) {
        cli::note(level == log::Level::Info      ? message
                  : level == log::Level::Warning ? "warning: " + message
                                                 : "error: " + message);
    });
    try {
        return run(interrupts, argc, argv);
    } catch (...) {
        const Error error = caughtError();
        return failed(error.what(), exitCode(error.kind()));
    }
}
