#include "client/in_process.h"
#include "commands/commands.h"
#include "commands/figures.h"
#include "evaluation/comparison.h"
#include "output.h"
#include "progress.h"
#include "protocol/jobs/compare.h"

#include <filesystem>

namespace atelier::cli {

void addEval(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("eval", "Figures of one model on one split of a run's data");
    auto request = std::make_shared<protocol::EvaluateRequest>();
    auto out = std::make_shared<std::filesystem::path>();
    auto json = std::make_shared<bool>(false);
    command->add_option("--project", request->project, "Project folder")->required();
    command->add_option("--run", request->run, "Name of the run; last: the newest finished one");
    command->add_option("--split", request->split, "train, validation or test");
    command->add_option("--contestant", request->contestant, "tuned: the run's result; vanilla: its base model");
    command
        ->add_option("--samples", request->maxSamples,
                     "At most so many samples, evenly chosen; 0: as the recipe says (max_test_samples)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--out", *out, "Also write every answer to this file (JSON)");
    command->add_flag("--json", *json, "The figures as one JSON object");
    command->callback([=, &session] {
        session.action = [=, &session] {
            protocol::Comparison comparison;
            {
                ProgressView progress;
                comparison = client::run(*request, session.interrupts.control(), progress.sink());
            }
            if (!out->empty()) evaluation::writeComparison(comparison, *out);
            if (*json)
                printJson(figuresJson(comparison));
            else
                print(figuresText(comparison));
        };
    });
}

}  // namespace atelier::cli
