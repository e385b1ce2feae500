#include "commands/commands.h"
#include "commands/data_augment.h"
#include "commands/data_edit.h"
#include "commands/data_export.h"
#include "commands/data_generate.h"
#include "commands/data_schema.h"
#include "common/error.h"
#include "data/checks/health.h"
#include "data/checks/health_sets.h"
#include "data/import.h"
#include "data/key_fields/stored.h"
#include "data/project.h"
#include "output.h"
#include "progress.h"

#include <filesystem>

namespace atelier::cli {
namespace {

using data::Project;

// One dataset, or all of a project.
std::vector<data::Sample> samplesOf(const Project& project, const std::string& dataset) {
    if (!dataset.empty()) {
        project.dataset(dataset);  // says which there are
        return project.samples(dataset);
    }
    std::vector<data::Sample> all;
    for (const auto& one : project.datasets())
        for (auto& sample : project.samples(one.info.name))
            all.push_back(std::move(sample));
    if (all.empty())
        throw Error("the project has no samples", project.folder().string(), "atelier data import PATH --project ...");
    return all;
}

void addImport(CLI::App& parent, Session& session) {
    struct Options {
        std::filesystem::path path, project;
        data::ImportOptions import;
        bool json = false;
    };
    auto* command = parent.add_subcommand("import", "Read a dataset into a project");
    command->footer(
        "Images stay where they are unless --copy is given. The project is made where there is none. Samples that "
        "cannot\n"
        "be used are listed with the reason; the others are taken.");
    auto options = std::make_shared<Options>();
    command->add_option("PATH", options->path, "Dataset folder or file")->required();
    command->add_option("--project", options->project, "Project folder")->required();
    command->add_option("--name", options->import.name, "Name of the dataset (default: as file or folder are called)");
    command->add_option("--format", options->import.format, "Format (default: found out from the files)");
    addReadOptions(*command, options->import.read);
    command->add_flag("--copy", options->import.copyImages, "Copy the images into the project");
    command->add_flag("--replace", options->import.replace, "Replace a dataset of the same name");
    command->add_flag("--json", options->json, "The report as one JSON object");
    command->callback([options, &session] {
        session.action = [options, &session] {
            auto project = Project::openOrCreate(options->project);
            ProgressView progress;
            const auto events = progress.sink();
            events(jobs::PhaseChanged{"importing"});
            const auto report = data::importDatasets(project, options->path, options->import,
                                                     jobs::watchFor(session.interrupts.token(), events));
            if (!options->json) {
                for (const auto& line : report.lines())
                    print(line + "\n");
                return;
            }
            printJson(reportJson(report));
        };
    });
}

std::string rangeText(const data::Range& range) {
    return numberText(range.min) + " to " + numberText(range.max) + ", median " + numberText(range.median);
}

void showStats(const data::Stats& stats) {
    const auto count = [](std::int64_t n) { return grouped(static_cast<std::uint64_t>(n)); };
    std::vector<std::vector<std::string>> rows{{"samples", count(stats.samples)},
                                               {"groups", count(stats.groups)},
                                               {"turns", count(stats.turns)},
                                               {"images", count(stats.images)},
                                               {"regions", count(stats.regions)},
                                               {"with a transcription", count(stats.transcribed)},
                                               {"without an answer", count(stats.unanswered)},
                                               {"checked by a person", count(stats.checked)}};
    if (stats.videos > 0) rows.push_back({"videos", count(stats.videos)});
    if (stats.unreadableImages > 0) rows.push_back({"unreadable images", count(stats.unreadableImages)});
    for (const auto& [split, n] : stats.splits)
        rows.push_back({split.empty() ? "split not assigned" : "split " + split, count(n)});
    print(table(rows));
    print("prompt characters: " + rangeText(stats.promptCharacters) + "\n");
    print("answer characters: " + rangeText(stats.answerCharacters) + "\n");
    if (stats.transcribed > 0) print("transcription characters: " + rangeText(stats.transcriptionCharacters) + "\n");
    if (stats.images > 0)
        print("image width: " + rangeText(stats.imageWidth) + "\nimage height: " + rangeText(stats.imageHeight) + "\n");
}

struct ProjectOptions {
    std::filesystem::path project;
    std::string dataset;
    bool json = false;
};

std::shared_ptr<ProjectOptions> addProjectOptions(CLI::App& command) {
    auto options = std::make_shared<ProjectOptions>();
    command.add_option("--project", options->project, "Project folder")->required();
    command.add_option("--dataset", options->dataset, "One dataset (default: all)");
    command.add_flag("--json", options->json, "One JSON object");
    return options;
}

void addStats(CLI::App& parent, Session& session) {
    auto* command = parent.add_subcommand("stats", "Counts, lengths and sizes of a project's samples");
    const auto options = addProjectOptions(*command);
    command->callback([options, &session] {
        session.action = [options] {
            const auto project = Project::open(options->project, Project::Access::ReadOnly);
            const auto stats = data::stats(samplesOf(project, options->dataset));
            if (options->json)
                printJson(data::toJson(stats));
            else
                showStats(stats);
        };
    });
}

void addCheck(CLI::App& parent, Session& session) {
    auto* command = parent.add_subcommand("check", "Find what would spoil a training: missing or corrupt images, ...");
    command->footer("Exits with 2 when something must be mended before training; warnings alone exit with 0.");
    const auto options = addProjectOptions(*command);
    command->callback([options, &session] {
        session.action = [options] {
            const auto project = Project::open(options->project, Project::Access::ReadOnly);
            auto findings = data::check(samplesOf(project, options->dataset));
            for (const std::string& name : project.datasetNames())
                if (options->dataset.empty() || name == options->dataset)
                    if (const auto fields = data::keyFieldsOf(project, name))
                        data::findFieldProblems(project.samples(name), *fields, findings);
            std::int64_t errors = 0;
            for (const auto& finding : findings)
                errors += finding.severity == data::Finding::Severity::Error;
            if (options->json) {
                printJson(data::toJson(findings));
            } else {
                for (const auto& finding : findings)
                    print(std::string(finding.severity == data::Finding::Severity::Error ? "error" : "warning") + "  " +
                          finding.sample + ": " + finding.message + "\n");
                print(std::to_string(errors) + " errors, " +
                      std::to_string(static_cast<std::int64_t>(findings.size()) - errors) + " warnings\n");
            }
            if (errors > 0)
                throw Error(std::to_string(errors) + " samples cannot be trained on", project.folder().string(),
                            "the list above says which");
        };
    });
}

}  // namespace

void addData(CLI::App& program, Session& session) {
    auto* command =
        program.add_subcommand("data", "Import, export, list, count, check, augment and generate samples; undo edits");
    command->require_subcommand(1);
    addImport(*command, session);
    addDataList(*command, session);
    addStats(*command, session);
    addCheck(*command, session);
    addDataExport(*command, session);
    addDataConvert(*command, session);
    addDataFormats(*command, session);
    addDataAugment(*command, session);
    addDataGenerate(*command, session);
    addDataSchema(*command, session);
    addDataHistory(*command, session);
    addDataUndo(*command, session);
    addDataRedo(*command, session);
}

}  // namespace atelier::cli
