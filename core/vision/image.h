#pragma once

#include "common/geometry.h"
#include "vision/grey_window.h"

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
    std::string format;         ///< of ImageKind: "jpeg", "png", …
};

/// Size from the header alone, nothing decoded. Throws Error naming the file when it is missing, no image, or larger
/// than the limits (65,535 a side, 200 million pixels).
ImageInfo probeImage(const std::filesystem::path& path);

/// What was lost or chosen on the way to 8-bit RGB, each one short line.
struct Conversion {
    std::vector<std::string> losses;  ///< "transparency dropped", "first frame of an animation taken", …
    std::string greys;                ///< "16-bit grey: 0 is black, 4095 is white (…)"; empty: no deep greys
};

/// Decodes every readable kind (imageKinds()), known by its content, to upright RGB: EXIF orientation applied,
/// palette/alpha/16-bit colour/CMYK converted as Pillow's convert("RGB") does, deep greys as `window` says, the first
/// frame or page of several. The log tells the conversion once a file. Throws Error naming the file.
Image decodeImage(const std::filesystem::path& path, GreyWindow window = GreyWindow::Auto);
Image decodeImage(std::string_view bytes, const std::string& name, GreyWindow window = GreyWindow::Auto);
/// The same, for who tells the conversion another way.
Image decodeImage(const std::filesystem::path& path, GreyWindow window, Conversion& conversion);

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
