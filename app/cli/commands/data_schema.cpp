#include "commands/data_schema.h"

#include "common/error.h"
#include "common/file.h"
#include "data/key_fields/stored.h"
#include "output.h"

#include <filesystem>
#include <memory>

namespace atelier::cli {

void addDataSchema(CLI::App& data, Session& session) {
    struct Options {
        std::filesystem::path project, file;
        std::string dataset;
        bool derive = false, show = false, clear = false;
    };
    auto* command = data.add_subcommand("schema", "The key fields of a dataset's answers, as JSON Schema");
    command->footer(
        "Shows the schema unless another thing is asked for. What --derive prints is kept by --set:\n"
        "atelier data schema --project P --dataset D --derive > fields.json, look at it, then --set fields.json");
    auto options = std::make_shared<Options>();
    command->add_option("--project", options->project, "Project folder")->required();
    command->add_option("--dataset", options->dataset, "Name of the dataset")->required();
    auto* show = command->add_flag("--show", options->show, "Print the schema that the dataset has");
    auto* derive = command->add_flag("--derive", options->derive, "Print a schema made of the dataset's answers");
    auto* set = command->add_option("--set", options->file, "Keep the schema of this file with the dataset");
    auto* clear = command->add_flag("--clear", options->clear, "Take the schema away");
    for (auto* one : {show, derive, set, clear})
        for (auto* other : {show, derive, set, clear})
            if (one != other) one->excludes(other);
    command->callback([options, &session] {
        session.action = [options] {
            using data::Project;
            const bool writes = options->clear || !options->file.empty();
            auto project =
                Project::open(options->project, writes ? Project::Access::ReadWrite : Project::Access::ReadOnly);
            const std::string& name = options->dataset;
            if (writes) {
                const std::string text = options->clear ? std::string() : readFile(options->file);
                try {
                    data::setKeyFieldSchema(project, name, text);
                } catch (const Error& error) {
                    // Line and column stand behind the file's name.
                    const std::string where = error.where();
                    if (!where.starts_with("schema:")) throw;
                    throw Error(error.message(), options->file.string() + where.substr(6), error.hint());
                }
            } else if (options->derive) {
                print(data::derivedSchema(project, name));
            } else {
                const std::string text = data::keyFieldSchema(project, name);
                if (text.empty())
                    throw Error("the dataset has no schema of key fields", name,
                                "make one of its answers with --derive, and keep it with --set");
                print(text.ends_with('\n') ? text : text + "\n");
            }
        };
    });
}

}  // namespace atelier::cli
