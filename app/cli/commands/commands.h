#pragma once

#include "interrupts.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace atelier::cli {

/// What a chosen subcommand leaves to be run once the whole line is parsed.
struct Session {
    Interrupts& interrupts;
    std::function<void()> action;
};

/// Each adds its subcommand to the program; one file each.
void addTrain(CLI::App& program, Session& session);
void addFindRate(CLI::App& program, Session& session);
void addEval(CLI::App& program, Session& session);
void addCompare(CLI::App& program, Session& session);
void addGenerate(CLI::App& program, Session& session);
void addLogits(CLI::App& program, Session& session);
void addTokenize(CLI::App& program, Session& session);
void addData(CLI::App& program, Session& session);
void addModel(CLI::App& program, Session& session);
void addAdapter(CLI::App& program, Session& session);
void addRecipe(CLI::App& program, Session& session);
void addSettings(CLI::App& program, Session& session);
void addRuns(CLI::App& program, Session& session);
void addSweep(CLI::App& program, Session& session);
void addSweeps(CLI::App& program, Session& session);
void addWorker(CLI::App& program, Session& session);

}  // namespace atelier::cli
