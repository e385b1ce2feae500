#pragma once

#include "data/store/cache_file.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace atelier::data {

/// Small pictures of a project's media, kept in `thumbnails.sqlite` beside the project's file: a cache that may be
/// deleted at any time. A picture whose file has another size or time of change counts as none. For several threads and
/// programs at once. Never throws: what cannot be read or kept is made again.
class Thumbnails {
public:
    /// A picture of a file as the file was at one moment.
    struct Key {
        std::string file, what;              ///< `what` tells apart pictures of one file: crop, time
        std::int64_t size = 0, changed = 0;  ///< of the file: bytes, nanoseconds
    };
    /// As the file is now; nothing where it is none.
    static std::optional<Key> keyOf(const std::filesystem::path& file, const std::string& what);

    /// Opens nothing yet. With `readOnly`, and where the folder cannot be written, nothing is kept, and nothing is
    /// made.
    Thumbnails(const std::filesystem::path& project, bool readOnly);
    ~Thumbnails();

    /// What keep() was given for this key.
    std::optional<std::string> find(const Key& key);
    void keep(const Key& key, const std::string& bytes);

    static constexpr std::int64_t kLimit = std::int64_t(1) << 30;  ///< bytes; of a larger cache the older half goes

private:
    store::CacheFile cache_;
};

}  // namespace atelier::data
