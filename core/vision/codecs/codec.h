#pragma once

#include "vision/image.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::vision {

/// What a file says of itself before anything is decoded.
struct Header {
    std::int64_t width = 0, height = 0;  ///< as stored, orientation not applied
    int orientation = 1;                 ///< EXIF, 1-8
};

/// As stored: orientation not applied.
struct Decoded {
    Image image;
    Conversion conversion;
};

/// One file format. The functions throw Error with `name` as its place; no exception of a library leaves them.
struct Codec {
    const char* format;  ///< of ImageKind
    bool (*matches)(std::string_view bytes);
    Header (*probe)(std::string_view bytes, const std::string& name);
    Decoded (*decode)(std::string_view bytes, const std::string& name, GreyWindow window);
};

extern const Codec kJpeg, kPng, kWebp, kTiff, kBmp, kGif, kAvif, kHeic, kJpeg2000;

inline constexpr const char *kTransparencyDropped = "transparency dropped",
                            *kFirstFrameTaken = "first frame of an animation taken",
                            *kFirstPageTaken = "first page of several taken";

[[noreturn]] void damaged(const std::string& name, const std::string& why);

/// Throws Error when a side or the area is over the limits of probeImage, or zero. Codecs call it before they reserve
/// memory.
void checkLimits(std::int64_t width, std::int64_t height, const std::string& name);

/// Pillow's CMYK -> RGB with ink as 0 = none, 255 = full.
void cmykToRgb(const std::uint8_t* cmyk, std::uint8_t* rgb, std::size_t pixels);

/// Orientation from an EXIF block ("II"/"MM" TIFF header, a leading "Exif\0\0" is skipped); 0: not there or not 1-8.
int exifOrientation(std::string_view exif);
/// Orientation from an XMP packet (tiff:Orientation); 0: not there.
int xmpOrientation(std::string_view xmp);
/// EXIF first, then XMP, then 1: the order in which Pillow looks.
int orientationOf(std::string_view exif, std::string_view xmp);

}  // namespace atelier::vision
