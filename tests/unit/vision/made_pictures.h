#pragma once

#include "vision/image.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

/// Bytes of picture files of many kinds, for tests.
namespace atelier::vision {

template <class T>
std::string littleEndian(T value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

template <class T>
std::string bytesOf(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// One page of a TIFF, uncompressed in one strip.
struct TiffPage {
    std::uint32_t width = 0, height = 0;
    std::uint16_t bits = 16, samples = 1, format = 1;  ///< format: 1 unsigned, 2 signed, 3 floating point
    std::uint16_t photometric = 1;                     ///< 0: the least value is white; 1: black; 2: RGB
    std::string pixels = {};
    std::map<std::uint16_t, std::vector<std::uint16_t>> shorts = {};  ///< further tags
    std::map<std::uint16_t, double> doubles = {};
    std::map<std::uint16_t, std::string> texts = {};
};
std::string tiffOf(const std::vector<TiffPage>& pages);

/// A greyscale TIFF of T values.
template <class T>
TiffPage greyPage(std::uint32_t width, std::uint32_t height, const std::vector<T>& values) {
    TiffPage page{.width = width, .height = height};
    page.bits = sizeof(T) * 8;
    page.format = std::is_floating_point_v<T> ? 3 : std::is_signed_v<T> ? 2 : 1;
    page.pixels = bytesOf(values);
    return page;
}

/// 16-bit grey; `significantBits` 0: without sBIT.
std::string deepPng(std::uint32_t width, std::uint32_t height, const std::vector<std::uint16_t>& values,
                    std::uint8_t significantBits = 0);

/// `rows` as they lie in the file, each filled up to four bytes; `palette`: blue, green, red, 0.
std::string bmpOf(std::int32_t width, std::int32_t height, std::uint16_t bits, const std::string& palette,
                  const std::string& rows, std::uint32_t compression = 0);

struct GifFrame {
    std::uint16_t left = 0, top = 0, width = 0, height = 0;
    std::vector<std::uint8_t> indices = {};  ///< into 8 colours
    bool interlaced = false;
    int clear = -1;
};
/// The palette: 8 colours of 3 bytes.
std::string gifOf(std::uint16_t width, std::uint16_t height, const std::string& palette,
                  const std::vector<GifFrame>& frames);

/// Empty where this build has no encoder.
std::string heicOf(const Image& image);
std::string avifOf(const Image& image);
/// `bits`: of each channel; one channel (grey) or three. `signedValues`: as the file stores them.
std::string jpeg2000Of(std::uint32_t width, std::uint32_t height, std::uint32_t channels, std::uint32_t bits,
                       const std::vector<std::int32_t>& values, bool signedValues = false);

}  // namespace atelier::vision
