#pragma once

#include "common/descriptor.h"

#include <filesystem>
#include <functional>
#include <stop_token>

namespace atelier::hub {

/// A lock that other programs see, Python's filelock among them: flock(2) on a file beside what it guards.
class FileLock {
public:
    /// Waits until it is free; `waiting` is called once when it is not at first. Throws Error (Interrupted) at `stop`,
    /// and Error (Failure) where the file cannot be made. On a file system without locks it guards nothing.
    FileLock(const std::filesystem::path& file, std::stop_token stop, const std::function<void()>& waiting);

private:
    Descriptor fd_;
};

}  // namespace atelier::hub
