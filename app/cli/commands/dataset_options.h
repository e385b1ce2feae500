#pragma once

#include "data/project.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atelier::cli {

/// --project, --dataset and --json of a command that is about one dataset.
struct DatasetOptions {
    std::filesystem::path project;
    std::string dataset;
    bool json = false;

    void addTo(CLI::App& command);
    /// Error listing the datasets where there is no such one.
    data::Project open(data::Project::Access access) const;
};

/// --project, --dataset and --json of a command that reads one dataset or all of a project.
struct ProjectOptions {
    std::filesystem::path project;
    std::string dataset;
    bool json = false;

    void addTo(CLI::App& command);
    /// Throws Error when there are none.
    std::vector<data::Sample> samples(const data::Project& opened) const;
};

/// --filter, for commands that change samples.
struct ChosenSamples {
    std::string filter;

    void addTo(CLI::App& command);
    std::vector<std::int64_t> rows(const data::Project& project, const std::string& dataset) const;
};

/// How to take an edit back, or that there was none.
std::string editText(const std::optional<std::int64_t>& edit);

/// One line of a table, whatever the text holds.
std::string inOneLine(std::string text);

}  // namespace atelier::cli
