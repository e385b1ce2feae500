#pragma once

#include <filesystem>
#include <string>

namespace atelier::jobs {

/// PROJECT/runs/NAME of a run that has a result (adapter/ or model/); "last" is the one whose result is newest. Throws
/// Error saying which runs there are.
std::filesystem::path findRun(const std::filesystem::path& project, const std::string& name);

}  // namespace atelier::jobs
