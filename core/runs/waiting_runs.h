#pragma once

#include "protocol/jobs/train.h"

#include <filesystem>
#include <vector>

/// The trainings of a project that wait for their turn, in PROJECT/waiting_runs.json: they outlive the program that
/// queued them.
namespace atelier::runs {

/// Next first, without those that have begun since. Throws Error naming the file where it is damaged.
std::vector<protocol::TrainRequest> readWaitingRuns(const std::filesystem::path& project);
/// In place of those that were kept; none: the file goes.
void writeWaitingRuns(const std::filesystem::path& project, const std::vector<protocol::TrainRequest>& runs);

}  // namespace atelier::runs
