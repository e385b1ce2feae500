#pragma once

#include "vision/image.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::data {

/// What decoding the whole of a picture's file told.
struct PictureCheck {
    std::string problem;            ///< one line; empty: it can be decoded
    vision::Conversion conversion;  ///< with image_grey_window: auto
    std::uint64_t hash = 0;         ///< imageHash(); 0 where there is a problem
};

/// Decodes picture files, several at once, each once: what came of it is kept in a project's `pictures.sqlite`, a
/// cache, by path, size and time of change. Problems are not kept: a decoder may be installed, a right be given.
class PictureChecks {
public:
    /// Without a project nothing is kept.
    PictureChecks();
    /// `readOnly`: what is new is not kept.
    explicit PictureChecks(const std::filesystem::path& project, bool readOnly = false);
    ~PictureChecks();
    PictureChecks(const PictureChecks&) = delete;
    PictureChecks& operator=(const PictureChecks&) = delete;

    /// Decodes what is not known yet, with every processor. `progress` is told the number of files that are done now
    /// and then, by this thread; when it returns false the rest is left, and the result is false. Throws what is no
    /// fault of a file: out of memory, what `progress` throws.
    bool look(std::vector<std::filesystem::path> files, const std::function<bool(std::int64_t done)>& progress = {});

    /// Decodes the file now if it is not known.
    const PictureCheck& of(const std::filesystem::path& file);
    /// Its hash, for CheckOptions::imageHash; throws Error for what has a problem.
    std::uint64_t hashOf(const std::filesystem::path& file);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atelier::data
