#pragma once

#include "data/import.h"
#include "support.h"

// Imports into a new project and gives back the one dataset's samples.
struct Imported {
    atelier::data::ImportReport report;
    std::vector<atelier::data::Dataset> datasets;
    std::vector<atelier::data::Sample> samples;
};

inline Imported import(const std::filesystem::path& path, const atelier::data::ImportOptions& options = {}) {
    using namespace atelier::data;
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    Imported result;
    result.report = importDatasets(project, path, options);
    result.datasets = project.datasets();
    for (const Dataset& dataset : result.datasets)
        for (Sample& sample : project.samples(dataset.info.name))
            result.samples.push_back(std::move(sample));
    return result;
}

inline std::string text(const atelier::data::ImportReport& report) {
    std::string all;
    for (const std::string& line : report.lines())
        all += line + "\n";
    return all;
}
