#include "protocol/jobs/sweep.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "commands/trials.h"
#include "output.h"
#include "progress.h"

#include <filesystem>

namespace atelier::cli {
namespace {

struct Options {
    protocol::SweepRequest request;
    bool json = false;
};

void run(Options& options, Session& session) {
    protocol::SweepState state;
    {
        ProgressView progress;
        state = client::run(options.request, session.interrupts.control(), progress.sink());
    }
    if (options.json) return printJson(protocol::toJson(state));
    print(trialsTable(state));
    if (state.best)
        print("The best recipe: " + (runs::sweepFolder(options.request.project, state.name) / "best.yaml").string() +
              "\n");
}

}  // namespace

void addSweep(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("sweep", "Train with many settings and find the best");
    command->footer(
        "FILE is a YAML file:\n"
        "  recipe: base.yaml              beside this file\n"
        "  method: halving                grid, random, or halving: of every rung only the best trials go on\n"
        "  metric: eval_loss              loss, eval_loss, or a metric of answers, such as cer; goal: min or max\n"
        "  runs: 9                        trials of random and halving\n"
        "  parameters:\n"
        "    lora_rank: [4, 8, 16]\n"
        "    learning_rate: {min: 1.0e-5, max: 1.0e-3, log: true}\n"
        "  budget: {steps: 20, rungs: 3, eta: 3}    halving: rungs end after 20, 60 and 180 steps\n"
        "Each trial is a run of the project, NAME-001 and so on; NAME is the file's, or its key `name`. "
        "PROJECT/sweeps/NAME\n"
        "keeps how far it is; after a stop or a kill --resume goes on, with the trials' checkpoints.");
    auto options = std::make_shared<Options>();
    command->add_option("FILE", options->request.file, "Sweep file")->required();
    command->add_option("--project", options->request.project, "Project folder")->required();
    command->add_flag("--resume", options->request.resume, "Go on with a sweep that was started");
    command->add_flag("--json", options->json, "The trials as one JSON object");
    command->callback([options, &session] { session.action = [options, &session] { run(*options, session); }; });
}

}  // namespace atelier::cli
