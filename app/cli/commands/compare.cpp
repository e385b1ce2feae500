#include "protocol/jobs/compare.h"

#include "client/in_process.h"
#include "commands/commands.h"
#include "commands/contestant_text.h"
#include "commands/figures.h"
#include "data/dataset_source.h"
#include "evaluation/comparison.h"
#include "evaluation/report.h"
#include "output.h"
#include "progress.h"
#include "runs/maker.h"
#include "runs/run_folder.h"
#include "runs/runs.h"

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::cli {
namespace {

struct Options {
    protocol::CompareRequest request;
    std::vector<std::string> contestants;  ///< as they were written
    std::filesystem::path out;
    bool json = false;
};

void run(Options& options, Session& session) {
    if (!options.contestants.empty()) options.request.contestants.clear();
    for (const auto& text : options.contestants)
        options.request.contestants.push_back(contestantFrom(text));
    protocol::checkContestants(options.request.contestants, options.request.baseline, "compare");
    // "last" is settled once: another run may finish while this one is compared.
    const auto folder = runs::findRun(options.request.project, options.request.run);
    options.request.run = folder.filename().string();
    protocol::Comparison comparison;
    {
        ProgressView progress;
        comparison = client::run(options.request, session.interrupts.control(), progress.sink());
    }
    evaluation::sortRegressionsFirst(comparison);
    evaluation::ReportOptions report;
    report.facts = {{"Project", options.request.project.string()},
                    {"Run", options.request.run},
                    {"Samples", std::to_string(comparison.samples.size())}};
    if (const auto recipe = runs::recipeThatMade(runs::RunFolder(folder).adapter()))
        report.greyWindow = data::DataOptions::schema().read(*recipe).window();
    evaluation::writeReport(comparison, options.out, report);
    if (options.json) {
        auto json = figuresJson(comparison);
        json["report"] = (options.out / "report.html").string();
        json["comparison"] = (options.out / "comparison.json").string();
        printJson(json);
        return;
    }
    print(figuresText(comparison) + "The report: " + (options.out / "report.html").string() + "\n");
}

}  // namespace

void addCompare(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand("compare", "Answers before and after a run, with figures and a report");
    command->footer(
        "Asks the base model (vanilla) and the run's result (tuned) about the test samples of the run's recipe. "
        "Writes\n"
        "OUT/report.html, one page with the pictures, and OUT/comparison.json.\n"
        "Others are asked with --contestant, e.g. --contestant name=vanilla --contestant name=tuned\n"
        "--contestant name=larger,adapter=runs/larger/adapter. The names vanilla and tuned are the run's own; others "
        "need a\n"
        "model, an adapter or both. Without a model an adapter is put on the run's base model.");
    auto options = std::make_shared<Options>();
    command->add_option("--project", options->request.project, "Project folder")->required();
    command->add_option("--run", options->request.run, "Name of the run; last: the newest finished one");
    command->add_option("--out", options->out, "Folder to write into")->required();
    command
        ->add_option("--samples", options->request.maxSamples,
                     "At most so many samples, evenly chosen; 0: as the recipe says (max_test_samples)")
        ->check(CLI::NonNegativeNumber);
    command
        ->add_option("--contestant", options->contestants,
                     "Who answers: name=NAME,title=TEXT,model=DIR,adapter=DIR; once for each, adapter too")
        ->allow_extra_args(false);
    command->add_option("--baseline", options->request.baseline,
                        "Name of the contestant that the others are measured against; the first unless given");
    command->add_flag("--json", options->json, "The figures as one JSON object");
    command->callback([options, &session] { session.action = [options, &session] { run(*options, session); }; });
}

}  // namespace atelier::cli
