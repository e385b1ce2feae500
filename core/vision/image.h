#pragma once

#include "common/geometry.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::vision {

/// 8-bit RGB image, rows top to bottom, interleaved, no padding: pixels[(y * width + x) * 3 + channel].
struct Image {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels;
};

struct ImageInfo {
    int width = 0, height = 0;  ///< upright: EXIF orientation applied
    std::string format;         ///< "jpeg", "png", "webp", "tiff"
};

/// Size from the header alone, nothing decoded. Throws Error naming the file when it is missing, no image, or larger
/// than the limits (65,535 a side, 200 million pixels).
ImageInfo probeImage(const std::filesystem::path& path);

/// Decodes JPEG, PNG, WebP, TIFF to upright RGB: EXIF orientation applied, grey/palette/alpha/16-bit/CMYK converted as
/// Pillow's convert("RGB") does, first frame of an animation. Throws Error naming the file.
Image decodeImage(const std::filesystem::path& path);
Image decodeImage(std::string_view bytes, const std::string& name);

/// The part of `image` inside `box`, rounded outwards to whole pixels and clipped; throws Error when nothing is left.
Image crop(const Image& image, const Box& box);

enum class Filter { Bilinear, Bicubic, Lanczos };

/// Resamples with antialiasing (support scaled by the shrink factor), 8 bit per pass, width before height: to the bit
/// what Pillow's Image.resize gave up to version 12, and within 2 levels of torchvision's antialiased resize. Pillow 13
/// shrinks the height first where it shrinks by more than twice as many pixels as the width; torchvision and all models
/// trained before did not.
Image resize(const Image& image, int width, int height, Filter filter);

/// Encodes as PNG (lossless) or JPEG (quality 0-100), for reports and generated datasets.
std::string encodePng(const Image& image);
std::string encodeJpeg(const Image& image, int quality);

}  // namespace atelier::vision
