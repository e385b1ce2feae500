#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace atelier {

/// Whole file as bytes. Throws Error (User) when it is missing, no regular file, unreadable or larger than `limit`
/// bytes.
std::string readFile(const std::filesystem::path& path, std::size_t limit = std::size_t(1) << 30);

/// Replaces `path` whole or not at all: temporary file beside it, write, fsync, rename, fsync of the folder.
/// Throws Error (Failure) when the disk is full or the folder read-only; the old file is then untouched. Devices stay.
void writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

/// The same for content that is too large to hold: `write` gets an open file descriptor.
void writeFileAtomically(const std::filesystem::path& path, const std::function<void(int fd)>& write);

/// A file that must not be there yet, for a folder that will be synced as a whole (AtomicFolder): not synced itself,
/// and half of it stays when writing fails.
void writeNewFile(const std::filesystem::path& path, const std::function<void(int fd)>& write);

/// write(2) until all is written; throws Error (Failure) naming `path`.
void writeAll(int fd, const void* data, std::size_t size, const std::filesystem::path& path);

/// A folder that appears whole or not at all. Files are written into path(); publish() syncs them and renames.
/// Without publish() the temporary folder is removed. Its name ends in ".tmp-PID"; sweepUnpublished() removes stale
/// ones.
class AtomicFolder {
public:
    explicit AtomicFolder(std::filesystem::path target);  ///< throws Error when it is a file or a device
    ~AtomicFolder();
    AtomicFolder(const AtomicFolder&) = delete;
    AtomicFolder& operator=(const AtomicFolder&) = delete;

    const std::filesystem::path& path() const { return temporary_; }
    /// Replaces an existing folder.
    void publish();

    /// Removes temporary folders and files in `parent` whose process is gone.
    static void sweepUnpublished(const std::filesystem::path& parent);

private:
    std::filesystem::path target_, temporary_;
};

/// Memory map of a whole file, which is never written to: whoever writes into the memory changes a copy of that page.
/// Movable. Throws Error when the file cannot be opened or mapped.
class MappedFile {
public:
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }

private:
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

/// `relative` resolved against `root`, links followed but for those that realPlace() keeps; throws Error when it leaves
/// `root` or loops. Nothing a dataset or a model folder names may be opened without it.
std::filesystem::path resolveInside(const std::filesystem::path& root, const std::filesystem::path& relative);

/// Whether something is there; false where it cannot be looked at. Never throws.
bool pathExists(const std::filesystem::path& path);

/// Free bytes for this user on the file system of `path` (or of its nearest existing parent).
std::uintmax_t freeBytes(const std::filesystem::path& path);

}  // namespace atelier
