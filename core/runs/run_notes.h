#pragma once

#include "runs/runs.h"
#include "settings/recipe.h"

#include <filesystem>
#include <string>
#include <vector>

/// What people add to runs, how runs differ, and how they go.
namespace atelier::runs {

struct RunNotes {
    std::vector<std::string> tags;
    std::string note;
};
/// RUN/notes.json; empty without one.
RunNotes readNotes(const std::filesystem::path& run);
void writeNotes(const std::filesystem::path& run, const RunNotes& notes);

/// A key of two recipes that has another value in each; a key that is not set has its default, one that no option knows
/// is then empty.
struct SettingDifference {
    std::string key, first, second;
    bool operator==(const SettingDifference&) const = default;
};
std::vector<SettingDifference> differences(const settings::Recipe& first, const settings::Recipe& second);

/// Folder of the run `name` of the project, finished or not. Throws Error saying which there are.
std::filesystem::path anyRun(const std::filesystem::path& project, const std::string& name);

}  // namespace atelier::runs
