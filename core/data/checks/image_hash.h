#pragma once

#include "vision/image.h"

#include <cstdint>

namespace atelier::data {

/// Bits that hardly change when a picture is scaled or encoded again: which of the 63 lowest frequencies of its 32x32
/// grey copy are above their median (the DCT hash of C. Zauner, "Implementation and Benchmarking of Perceptual Image
/// Hash Functions", 2010). Of two unlike pictures about half of the bits differ. 0: a picture of one colour, which
/// looks like nothing.
std::uint64_t imageHash(const vision::Image& image);
int differentBits(std::uint64_t a, std::uint64_t b);

}  // namespace atelier::data
