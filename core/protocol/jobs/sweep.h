#pragma once

#include "protocol/job.h"
#include "protocol/sweep_state.h"

#include <filesystem>

namespace atelier::protocol {

/// Trains the sweep's trials, each an ordinary run, and keeps what they gave in PROJECT/sweeps/NAME. Every trial is
/// checked before the first one starts; one that fails is reported and counted.
struct SweepRequest {
    std::filesystem::path file, project;  ///< a sweep's file (runs/sweep_file.h)
    bool resume = false;                  ///< go on with what was started under this name

    using Result = SweepState;
    static constexpr const char* kName = "sweep";
    static constexpr OnStop kOnStop = OnStop::Saves;
    static constexpr auto fields() {
        return std::tuple(field("file", &SweepRequest::file), field("project", &SweepRequest::project),
                          optionalField("resume", &SweepRequest::resume));
    }
};

}  // namespace atelier::protocol
