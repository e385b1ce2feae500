#pragma once

#include "hub/access.h"
#include "hub/choice.h"
#include "hub/names.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace atelier::hub {

struct PullOptions {
    Patterns patterns = {};
    int parallel = 4;  ///< files at a time
};

/// How far a download is.
struct PullProgress {
    std::int64_t bytes = 0, totalBytes = 0;  ///< of the chosen files, those that were there before counted
    std::int64_t files = 0, totalFiles = 0;
    double bytesPerSecond = 0;  ///< over the last seconds
    double secondsLeft = -1;    ///< -1: unknown
};

/// Who looks on. All is called on the thread that pulls.
struct PullListener {
    std::stop_token stop = {};
    std::function<void(const PullProgress&)> progress = {};  ///< some times a second
    std::function<void(const std::string&)> note = {};       ///< what the hub asks for, what is tried again
};

struct PullResult {
    std::string commit;
    std::filesystem::path folder;  ///< the snapshot
    std::size_t files = 0;         ///< chosen
    std::uint64_t bytes = 0;       ///< of them all
    std::uint64_t received = 0;    ///< of these, what was downloaded now
    std::map<std::string, Choice::LeftOut> leftOut;
    bool offline = false;  ///< the cache's snapshot, and the hub was not asked
};

/// Brings a repository's revision into the cache, and blocks until it is there: to be run in a thread of its own by who
/// must not wait. What is there is not downloaded again; what was cut is resumed. The snapshot appears with all its
/// files at once. Throws Error: what the hub says, wrong bytes, too little space; (Interrupted) at `stop`: what came is
/// kept for the next time.
PullResult pull(const Repository& repository, const Access& access, const PullOptions& options = {},
                const PullListener& listener = {});

}  // namespace atelier::hub
