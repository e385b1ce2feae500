#pragma once

#include "protocol/sweep_state.h"

#include <filesystem>
#include <string>
#include <vector>

/// The sweeps of a project, as their files tell: PROJECT/sweeps/NAME holds sweep.yaml and recipe.yaml as they were when
/// it was started, state.json, and best.yaml once a trial has a figure. The trials are runs of the project.
namespace atelier::runs {

std::filesystem::path sweepFolder(const std::filesystem::path& project, const std::string& name);
/// Newest first. A folder whose state cannot be read is left out.
std::vector<protocol::SweepState> listSweeps(const std::filesystem::path& project);
protocol::SweepState readSweep(const std::filesystem::path& project, const std::string& name);
void writeSweep(const std::filesystem::path& project, const protocol::SweepState& state);

}  // namespace atelier::runs
