#pragma once

#include "common/watch.h"

#include <cstdint>
#include <filesystem>

namespace atelier::data {

/// What an archive may grow to, so that a small hostile file cannot fill the disk.
struct ArchiveLimits {
    std::int64_t entries = 1'000'000;
    std::uint64_t bytes = std::uint64_t(256) << 30;  ///< unpacked, all together
    std::uint64_t ratio = 1000;                      ///< unpacked to packed, beyond the first 64 MiB
};

/// Whether the name ends in .zip, .tar, .tar.gz or .tgz.
bool isArchive(const std::filesystem::path& path);

/// Unpacks files and folders into `folder`, which must exist. Throws Error naming the entry: a path that leaves the
/// folder, a link or a device, a file that stands there twice, encryption, a broken archive, one beyond the limits, not
/// enough space. What was unpacked by then stays; the caller removes the folder. `watch` gets the bytes of the archive
/// read.
void unpackArchive(const std::filesystem::path& archive, const std::filesystem::path& folder,
                   const ArchiveLimits& limits = {}, const Watch& watch = {});

/// Packs every file below `folder`, sorted by path, so that files of one stem stand together as WebDataset wants it,
/// into a new archive of the kind that its name tells; it replaces `archive` whole. Owner and time are left out: the
/// same files give the same bytes.
void packArchive(const std::filesystem::path& folder, const std::filesystem::path& archive, const Watch& watch = {});

}  // namespace atelier::data
