#include "commands/commands.h"
#include "common/error.h"
#include "common/log.h"
#include "output.h"

#include <algorithm>
#include <filesystem>

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

// "atelier data import" of what was typed.
std::string typedCommand(const CLI::App& program) {
    std::string name = "atelier";
    for (const CLI::App* app = &program; !app->get_subcommands().empty();) {
        app = app->get_subcommands().front();
        name += " " + app->get_name();
    }
    return name;
}

int run(cli::Interrupts& interrupts, int argc, char** argv) {
    CLI::App program(kAbout, "atelier");
    program.footer(kFooter);
    program.set_version_flag("--version", "atelier " ATELIER_VERSION);
    program.set_help_flag("-h,--help", "Say how this is used, and exit");
    program.require_subcommand(1);
    program.option_defaults()->always_capture_default();

    cli::Session session{interrupts, {}};
    for (const auto add : {cli::addTrain, cli::addEval, cli::addCompare, cli::addGenerate, cli::addLogits,
                           cli::addTokenize, cli::addData, cli::addModel, cli::addAdapter, cli::addSettings})
        add(program, session);
    try {
        program.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        cli::print(program.help());
        return 0;
    } catch (const CLI::CallForVersion& version) {
        cli::print(std::string(version.what()) + "\n");
        return 0;
    } catch (const CLI::ParseError& error) {
        const std::string command = typedCommand(program);
        return failed(std::string(error.what()) + " (" + command + " --help shows what it takes)", 2);
    }
    session.action();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Interrupts interrupts;
    log::setSink([](log::Level level, const std::string& message) {
        cli::note(level == log::Level::Info      ? message
                  : level == log::Level::Warning ? "warning: " + message
                                                 : "error: " + message);
    });
    try {
        return run(interrupts, argc, argv);
    } catch (const Error& error) {
        return failed(error.what(), exitCode(error.kind()));
    } catch (const std::filesystem::filesystem_error& error) {
        const auto& path = error.path1();
        return failed((path.empty() ? "" : path.string() + ": ") + error.code().message(), 1);
    } catch (const std::bad_alloc&) {
        return failed("out of memory", 1);
    } catch (const std::exception& error) {
        return failed(std::string("this is a fault of Atelier's own, please report it: ") + error.what(), 1);
    }
}
