#include "commands/commands.h"
#include "commands/data_agreement.h"
#include "commands/data_augment.h"
#include "commands/data_change.h"
#include "commands/data_check.h"
#include "commands/data_classes.h"
#include "commands/data_edit.h"
#include "commands/data_export.h"
#include "commands/data_generate.h"
#include "commands/data_schema.h"
#include "commands/data_split.h"
#include "commands/data_stats.h"
#include "commands/data_video.h"
#include "commands/hub.h"
#include "common/error.h"
#include "data/import.h"
#include "data/project.h"
#include "output.h"
#include "progress.h"
#include "protocol/control.h"

#include <filesystem>

namespace atelier::cli {
namespace {

using data::Project;

void addImport(CLI::App& parent, Session& session) {
    struct Options {
        std::filesystem::path path, project;
        data::ImportOptions import;
        bool details = false, json = false;
    };
    auto* command = parent.add_subcommand("import", "Read a dataset into a project");
    command->footer(
        "Images stay where they are unless --copy is given. The project is made where there is none. Samples that "
        "cannot\n"
        "be used are listed with the reason; the others are taken. Everything in the files that is not used is "
        "counted.");
    auto options = std::make_shared<Options>();
    command
        ->add_option("PATH", options->path,
                     "Dataset folder or file, or OWNER/NAME of one that `atelier data pull` brought")
        ->required();
    command->add_option("--project", options->project, "Project folder")->required();
    command->add_option("--name", options->import.name, "Name of the dataset (default: as file or folder are called)");
    command->add_option("--format", options->import.format, "Format (default: found out from the files)");
    addReadOptions(*command, options->import.read);
    command->add_flag("--transcripts", options->import.transcripts,
                      "Subtitles (.srt, .vtt) beside videos become text of the questions about them");
    command->add_flag("--copy", options->import.copyImages, "Copy the images into the project");
    command->add_flag("--replace", options->import.replace, "Replace a dataset of the same name");
    command->add_flag("--details", options->details, "List every sample and dataset that was left out");
    command->add_flag("--json", options->json, "The report as one JSON object");
    command->callback([options, &session] {
        session.action = [options, &session] {
            auto project = Project::openOrCreate(options->project);
            ProgressView progress;
            const auto events = progress.sink();
            events(protocol::PhaseChanged{"importing"});
            const auto report = data::importDatasets(project, options->path, options->import,
                                                     protocol::watchFor(session.interrupts.token(), events));
            if (options->json) return printJson(reportJson(report));
            printReport(report, options->details);
        };
    });
}

}  // namespace

void addData(CLI::App& program, Session& session) {
    auto* command = program.add_subcommand(
        "data", "Pull, import, export, list, count, check, divide, change and generate samples; undo edits");
    command->require_subcommand(1);
    addImport(*command, session);
    addPull(*command, session, hub::Kind::Dataset);
    addDataList(*command, session);
    addDataStats(*command, session);
    addDataCheck(*command, session);
    addDataFix(*command, session);
    addDataSplit(*command, session);
    addDataTag(*command, session);
    addDataReplace(*command, session);
    addDataAgreement(*command, session);
    addDataMerge(*command, session);
    addDataExport(*command, session);
    addDataConvert(*command, session);
    addDataFormats(*command, session);
    addDataAugment(*command, session);
    addDataGenerate(*command, session);
    addDataFrames(*command, session);
    addDataTranscript(*command, session);
    addDataSchema(*command, session);
    addDataClasses(*command, session);
    addDataHistory(*command, session);
    addDataUndo(*command, session);
    addDataRedo(*command, session);
}

}  // namespace atelier::cli
