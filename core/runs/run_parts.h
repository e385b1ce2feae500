#pragma once

#include "protocol/event.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// A run that is made of runs: the folds of a cross-validation, or stages of which each goes on with the result of the
/// one before. Each is a run folder of its own inside the run's; RUN/parts.json says which there are.
namespace atelier::runs {

struct RunParts {
    enum class Kind { Folds, Stages } kind = Kind::Folds;
    std::vector<std::string> folders;  ///< names in RUN, in their order: "fold-1", "stage-1"
    std::vector<std::string> titles;   ///< what a person reads: "fold 1 of 5", "stage 1 of 2: projector"
};

/// Nothing for a run that is made of no others. Throws Error for a broken file.
std::optional<RunParts> readParts(const std::filesystem::path& run);
void writeParts(const std::filesystem::path& run, const RunParts& parts);

/// Where the run's adapter/ or model/ is: the run itself, or its last stage.
std::filesystem::path resultFolder(const std::filesystem::path& run);
/// Whether the run itself (none of its parts) has a result.
bool hasResult(const std::filesystem::path& run);
/// The last step that the run has logged or saved; of parts the sum.
std::int64_t stepsDone(const std::filesystem::path& run);

/// Events of a part with the steps of the parts before it added, so that curves of the whole go on.
protocol::EventSink shifted(protocol::EventSink events, std::int64_t steps);

}  // namespace atelier::runs
