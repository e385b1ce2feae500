#pragma once

#include "data/project.h"
#include "vision/image.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace atelier::data {

/// Bits that hardly change when a picture is scaled or encoded again: which of the 63 lowest frequencies of its 32x32
/// grey copy are above their median (the DCT hash of C. Zauner, "Implementation and Benchmarking of Perceptual Image
/// Hash Functions", 2010). Of two unlike pictures about half of the bits differ. 0: a picture of one colour, which
/// looks like nothing.
std::uint64_t imageHash(const vision::Image& image);
int differentBits(std::uint64_t a, std::uint64_t b);

/// Hashes of image files, kept in the project by path, size and time of change, so that each file is decoded once.
class ImageHashes {
public:
    /// With a project that is open for reading only, new hashes are not kept.
    explicit ImageHashes(Project& project);
    ~ImageHashes();
    /// Throws Error for what is no readable image.
    std::uint64_t of(const std::filesystem::path& file);
    /// Stores the new hashes; what was not stored when the object goes is made again another time.
    void store();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atelier::data
