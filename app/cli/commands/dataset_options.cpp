#include "commands/dataset_options.h"

#include "common/error.h"
#include "data/store/query.h"

#include <algorithm>

namespace atelier::cli {

void DatasetOptions::addTo(CLI::App& command) {
    command.add_option("--project", project, "Project folder")->required();
    command.add_option("--dataset", dataset, "Name of the dataset")->required();
    command.add_flag("--json", json, "One JSON object");
}

data::Project DatasetOptions::open(data::Project::Access access) const {
    auto opened = data::Project::open(project, access);
    opened.info(dataset);  // says which there are
    return opened;
}

void ProjectOptions::addTo(CLI::App& command) {
    command.add_option("--project", project, "Project folder")->required();
    command.add_option("--dataset", dataset, "One dataset (default: all)");
    command.add_flag("--json", json, "One JSON object");
}

std::vector<data::Sample> ProjectOptions::samples(const data::Project& opened) const {
    if (!dataset.empty()) {
        opened.info(dataset);  // says which there are
        return opened.samples(dataset);
    }
    std::vector<data::Sample> all;
    for (const std::string& name : opened.datasetNames())
        for (auto& sample : opened.samples(name))
            all.push_back(std::move(sample));
    if (all.empty())
        throw Error("the project has no samples", opened.folder().string(), "atelier data import PATH --project ...");
    return all;
}

void ChosenSamples::addTo(CLI::App& command) {
    command.add_option("--filter", filter, "Only samples that pass, as for `atelier data list` (default: all)");
}

std::vector<std::int64_t> ChosenSamples::rows(const data::Project& project, const std::string& dataset) const {
    return data::findRows(project, dataset, {.filter = filter});
}

std::string editText(const std::optional<std::int64_t>& edit) {
    return edit ? "`atelier data undo` takes it back\n" : "Nothing changed\n";
}

std::string inOneLine(std::string text) {
    std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, ' ');
    return text;
}

}  // namespace atelier::cli
