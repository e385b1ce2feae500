#pragma once

#include "hub/names.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace atelier::hub {

/// The cache that Atelier shares with Python's huggingface_hub:
/// CACHE/models--OWNER--NAME/blobs/HASH          the files, each once, by sha256 (large ones) or git's sha1
/// CACHE/models--OWNER--NAME/blobs/HASH.incomplete   what has come of one so far
/// CACHE/models--OWNER--NAME/refs/REVISION       the commit that a branch or a tag stood at when it was pulled
/// CACHE/models--OWNER--NAME/snapshots/COMMIT/   the files under their names: relative links to blobs
/// CACHE/.locks/models--OWNER--NAME/HASH.lock
class CachedRepository {
public:
    CachedRepository(const std::filesystem::path& cache, const Repository& repository);

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path blob(const std::string& hash) const { return folder_ / "blobs" / hash; }
    std::filesystem::path incomplete(const std::string& hash) const {
        return folder_ / "blobs" / (hash + ".incomplete");
    }
    std::filesystem::path lock(const std::string& hash) const { return locks_ / (hash + ".lock"); }
    std::filesystem::path snapshot(const std::string& commit) const { return folder_ / "snapshots" / commit; }

    /// The commit that the revision was pulled at; nothing where it was not. A revision that is a commit is itself.
    std::optional<std::string> commit() const;
    /// The folder of that commit, if it is there.
    std::optional<std::filesystem::path> snapshot() const;

    /// Makes the folders that a download needs. Throws Error (Failure).
    void prepare() const;
    /// Puts a blob into the snapshot under its name.
    void link(const std::string& commit, const std::string& file, const std::string& hash) const;
    void writeCommit(const std::string& commit) const;

private:
    std::filesystem::path cache_, folder_, locks_;
    std::string revision_;
};

}  // namespace atelier::hub
