#pragma once

#include "protocol/event.h"

#include <chrono>
#include <filesystem>
#include <vector>

/// What a training said, kept with its run: RUN/messages.jsonl, one {"time", "level", "text", "code"} a line.
namespace atelier::runs {

/// Codes of the last message of a training that did not come to its end.
inline constexpr const char *kRunFailed = "run_failed", *kRunStopped = "run_stopped";

struct KeptMessage {
    std::chrono::system_clock::time_point time;
    protocol::Message message;
};

/// Throws Error (Failure) when it cannot be written.
void appendMessage(const std::filesystem::path& run, const KeptMessage& message);
/// Oldest first, at most the last `most`. A line that cannot be read (the process was killed while it wrote) is passed
/// over. Throws Error for a file that cannot be read.
std::vector<KeptMessage> readMessages(const std::filesystem::path& run, std::size_t most = 2000);

}  // namespace atelier::runs
