#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// Taking runs and sweeps away. All of it throws Error, before anything is touched, for what is being trained, for a
/// folder that is a link and for a name that leads out of the project.
namespace atelier::runs {

/// The run's folder, for who moves it to the trash.
std::filesystem::path freeRun(const std::filesystem::path& project, const std::string& name);
/// The sweep's folder, after those of its trials that are still there if they are to go too: an end in the middle
/// leaves a sweep without some of its runs, never runs without their sweep.
std::vector<std::filesystem::path> freeSweep(const std::filesystem::path& project, const std::string& name,
                                             bool withRuns);

/// Removes it for good, with all that is in its folder.
void deleteRun(const std::filesystem::path& project, const std::string& name);
void deleteSweep(const std::filesystem::path& project, const std::string& name, bool withRuns);

}  // namespace atelier::runs
