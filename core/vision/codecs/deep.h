#pragma once

#include "vision/image.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace atelier::vision {

/// Samples of more than 8 bits, or with a sign, or floating-point, as they lie in a file.
struct DeepSamples {
    std::size_t pixels = 0;
    std::size_t stride = 1;                            ///< samples from one pixel to the next
    std::size_t channels = 1;                          ///< 1: grey; 3: colour. They share one window.
    int bits = 16;                                     ///< of what the file calls one sample; unused for floating point
    bool inverted = false;                             ///< the least value is white
    std::optional<std::array<double, 2>> window = {};  ///< black and white, as the file names them
    std::optional<double> noData = {};                 ///< the value of pixels without one
};

/// Writes 8-bit RGB, `samples.pixels` of it, and returns how the values were mapped. Values outside the window, NaN and
/// `noData` are black or white, NaN and `noData` black. For std::uint16_t, std::int8_t, std::int16_t, std::uint32_t,
/// std::int32_t, float and double.
template <class T>
Conversion toEightBits(const T* values, const DeepSamples& samples, GreyWindow window, std::uint8_t* rgb);

}  // namespace atelier::vision
