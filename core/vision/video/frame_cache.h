#pragma once

#include "common/file.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace atelier::vision {

/// What was read of videos, as files in a folder that may be deleted at any time: each video is decoded once, not once
/// an epoch. For several threads and programs at once. An entry appears whole or not at all, so a program that is
/// killed leaves none that is wrong. The entries that were not used for longest go when the folder is full, and those
/// of a video whose file has changed as soon as it is read again.
class FrameCache {
public:
    static constexpr std::uint64_t kLimit = std::uint64_t{8} << 30;  ///< bytes of all entries

    /// Empty: nothing is kept.
    explicit FrameCache(std::filesystem::path folder, std::uint64_t limit = kLimit);

    /// Of this user: atelier/frames in XDG_CACHE_HOME (default ~/.cache).
    static FrameCache& ofUser();

    /// Names a file and its content: place, size, time of change, and what stands at its beginning and end. Empty for
    /// what is no file that can be read.
    static std::string identityOf(const std::filesystem::path& video);

    /// An entry's bytes, without a copy.
    struct Entry {
        std::shared_ptr<const MappedFile> file;
        std::span<const std::byte> bytes;
    };
    /// What was kept of this video under `what`; nothing where there is none. Never throws.
    std::optional<Entry> find(const std::string& identity, const std::string& what);
    /// Keeps what `write` writes, about `bytes` of it. Nothing is kept where it would take over a quarter of the limit,
    /// or the disk is nearly full or cannot be written. Throws what `write` throws, but for failures of the disk.
    void keep(const std::string& identity, const std::string& what, std::uint64_t bytes,
              const std::function<void(int fd)>& write);

    /// Of this program.
    std::int64_t found() const { return found_; }
    std::int64_t missed() const { return missed_; }

private:
    std::filesystem::path entryOf(const std::string& identity, const std::string& what) const;
    void tidy(const std::string& identity);

    const std::filesystem::path folder_;
    const std::uint64_t limit_;
    std::atomic<std::int64_t> found_ = 0, missed_ = 0;
};

}  // namespace atelier::vision
