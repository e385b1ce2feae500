#include "commands/data_export.h"

#include "data/export.h"
#include "data/formats/table.h"
#include "output.h"
#include "progress.h"
#include "protocol/control.h"

#include <filesystem>
#include <map>

namespace atelier::cli {
namespace {

Json reportJson(const data::ExportReport& report) {
    Json losses = Json::array();
    for (const data::Loss& loss : report.losses)
        losses.push_back({{"kind", loss.kind}, {"samples", loss.samples}, {"example", loss.example}});
    return {{"written", report.samples}, {"dropped", report.dropped},      {"losses", std::move(losses)},
            {"notes", report.notes},     {"entry", report.entry.string()}, {"media_root", report.mediaRoot.string()}};
}

void addExportOptions(CLI::App& command, data::ExportOptions& options) {
    command.add_option("--format", options.format, "Format to write; `atelier data formats` lists them");
    command.add_flag("--copy", options.copyMedia, "Copy images and videos into the target");
    command.add_flag("--lossy", options.lossy, "Leave out what the format cannot hold");
    command.add_flag("--replace", options.replace, "Replace a target that exists");
}

constexpr const char* kTargetHelp = "New folder, or an archive of it: .tar, .tar.gz, .zip";

}  // namespace

Json reportJson(const data::ImportReport& report) {
    Json datasets = Json::array(), skipped = Json::array(), unused = Json::array();
    for (const auto& one : report.unused)
        unused.push_back(
            {{"kind", one.kind}, {"name", one.name}, {"why", one.why}, {"count", one.count}, {"places", one.places}});
    for (const auto& one : report.datasets)
        datasets.push_back({{"name", one.dataset},
                            {"samples", one.samples},
                            {"turns", one.turns},
                            {"images", one.images},
                            {"videos", one.videos},
                            {"regions", one.regions}});
    for (const auto* list : {&report.skippedSamples, &report.skippedSources})
        for (const auto& entry : *list)
            skipped.push_back({{"where", entry.where}, {"reason", entry.reason}});
    return {{"imported", report.imported},     {"files", report.files()},       {"rows", report.rows},
            {"datasets", std::move(datasets)}, {"skipped", std::move(skipped)}, {"unused", std::move(unused)},
            {"warnings", report.warnings}};
}

void printReport(const data::ImportReport& report, bool details) {
    for (const auto& line : report.lines(details))
        print(line + "\n");
}

void addReadOptions(CLI::App& command, data::ReadOptions& options) {
    command.add_option("--entry", options.entry, "Only this dataset of a dataset_info.json");
    command.add_option("--media-root", options.mediaRoot,
                       "Folder that images lie in (default: the dataset's own folder)");
    command.add_option("--prompt", options.prompt, "The question, where the files have answers only");
    command
        .add_option_function<std::vector<std::string>>(
            "--column",
            [&options](const std::vector<std::string>& columns) {
                for (const std::string& column : columns) {
                    const auto equals = column.find('=');
                    data::setColumn(options.columns, column.substr(0, equals),
                                    equals == std::string::npos ? "" : column.substr(equals + 1));
                }
            },
            "Of a table: PART=NAME, the parts are image, video, prompt, answer, system, id; may be repeated")
        ->check(CLI::Validator(
            [](const std::string& text) { return text.find('=') == text.npos ? "expected PART=NAME" : ""; },
            "PART=NAME"));
    command.add_option("--folders", options.folderNames, "What the names of folders with images are")
        ->default_str("nothing")
        ->transform(
            CLI::CheckedTransformer(std::map<std::string, data::FolderNames>{{"nothing", data::FolderNames::Nothing},
                                                                             {"tags", data::FolderNames::Tags},
                                                                             {"answers", data::FolderNames::Answers}})
                .description("{answers,nothing,tags}"));
}

void addDataExport(CLI::App& parent, Session& session) {
    struct Options {
        std::filesystem::path project, target;
        std::string dataset, split;
        data::ExportOptions write;
        bool json = false;
    };
    auto* command = parent.add_subcommand("export", "Write a dataset of a project in another format");
    command->footer(
        "What the format cannot hold is listed before anything is written, and refused unless --lossy is given.\n"
        "Without --copy the files name images where they are. Captions in a .tar are what WebDataset reads.");
    auto options = std::make_shared<Options>();
    command->add_option("--project", options->project, "Project folder")->required();
    command->add_option("--dataset", options->dataset, "Dataset")->required();
    command->add_option("--out,--to", options->target, kTargetHelp)->required();
    auto* split = command->add_option("--split", options->split, "Only train, validation or test");
    addExportOptions(*command, options->write);
    command->add_flag("--json", options->json, "The report as one JSON object");
    command->callback([options, split, &session] {
        if (split->count() > 0) options->write.split = options->split;
        session.action = [options, &session] {
            const auto project = data::Project::open(options->project, data::Project::Access::ReadOnly);
            ProgressView progress;
            const auto events = progress.sink();
            events(protocol::PhaseChanged{"exporting"});
            const auto report = data::exportDataset(project, options->dataset, options->target, options->write,
                                                    protocol::watchFor(session.interrupts.token(), events));
            if (options->json) return printJson(reportJson(report));
            for (const auto& line : report.lines())
                print(line + "\n");
        };
    });
}

void addDataConvert(CLI::App& parent, Session& session) {
    struct Options {
        std::filesystem::path from, to;
        data::ImportOptions read;
        data::ExportOptions write;
        bool details = false, json = false;
    };
    auto* command = parent.add_subcommand("convert", "From one format into another, without a project");
    command->footer("As `atelier data import` and `atelier data export` in one, and no project is kept.");
    auto options = std::make_shared<Options>();
    command->add_option("FROM", options->from, "Dataset folder, file or archive")->required();
    command->add_option("TO", options->to, kTargetHelp)->required();
    command->add_option("--from-format", options->read.format, "Format to read (default: found out from the files)");
    addReadOptions(*command, options->read.read);
    addExportOptions(*command, options->write);
    command->add_flag("--details", options->details, "List every sample and dataset that was left out");
    command->add_flag("--json", options->json, "Both reports as one JSON object");
    command->callback([options, &session] {
        session.action = [options, &session] {
            ProgressView progress;
            const auto events = progress.sink();
            events(protocol::PhaseChanged{"converting"});
            const auto done = data::convertDataset(options->from, options->to, options->read, options->write,
                                                   protocol::watchFor(session.interrupts.token(), events));
            if (options->json)
                return printJson(Json{{"read", reportJson(done.read)}, {"written", reportJson(done.written)}});
            printReport(done.read, options->details);
            for (const auto& line : done.written.lines())
                print(line + "\n");
        };
    });
}

void addDataFormats(CLI::App& parent, Session& session) {
    auto* command = parent.add_subcommand("formats", "List the formats and what each can hold");
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "One JSON object");
    command->callback([json, &session] {
        session.action = [json] {
            Json all = Json::object();
            std::vector<std::vector<std::string>> rows{{"format", "", "title", "written with"}};
            for (const auto& [name, format] : data::Formats::instance().all()) {
                const std::string holds = format.writer ? format.writer->holds.words() : "";
                all[name] = {
                    {"title", format.title}, {"read", true}, {"written", format.writer.has_value()}, {"holds", holds}};
                rows.push_back({name, format.writer ? "read, write" : "read", format.title, holds});
            }
            if (*json) return printJson(all);
            print(table(rows, Align::Left));
        };
    });
}

}  // namespace atelier::cli
