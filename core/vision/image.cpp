#include "vision/image.h"

#include "common/error.h"
#include "common/file.h"
#include "common/log.h"
#include "vision/codecs/codec.h"
#include "vision/codecs/kinds.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>
#include <set>

namespace atelier::vision {
namespace {

constexpr std::int64_t kMaxSide = 65'535;
constexpr std::int64_t kMaxPixels = 200'000'000;

std::string_view viewOf(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

// Training decodes a file once an epoch; its user needs to read this once.
void tellOnce(const std::string& name, const Conversion& conversion) {
    std::string text = conversion.greys;
    for (const std::string& loss : conversion.losses)
        text += (text.empty() ? "" : ", ") + loss;
    if (text.empty()) return;
    static std::mutex mutex;
    static std::set<std::string> told;
    {
        const std::lock_guard lock(mutex);
        if (!told.insert(name).second) return;
    }
    log::warning(name + ": " + text);
}

Image upright(Image image, int orientation) {
    if (orientation <= 1 || orientation > 8) return image;
    const std::int64_t w = image.width, h = image.height;
    const bool swapped = orientation >= 5;
    Image out{swapped ? image.height : image.width, swapped ? image.width : image.height,
              std::vector<std::uint8_t>(image.pixels.size())};
    // Where the first pixel of the result lies in the source, and the source step for one to the right and one down.
    struct Walk {
        std::int64_t start, right, down;
    };
    const Walk walks[9] = {{},
                           {},
                           {w - 1, -1, w},
                           {w * h - 1, -1, -w},
                           {(h - 1) * w, 1, -w},
                           {0, w, 1},
                           {(h - 1) * w, -w, 1},
                           {w * h - 1, -w, -1},
                           {w - 1, w, -1}};
    const Walk walk = walks[orientation];
    std::uint8_t* to = out.pixels.data();
    for (std::int64_t y = 0; y < out.height; ++y) {
        std::int64_t from = walk.start + y * walk.down;
        for (std::int64_t x = 0; x < out.width; ++x, from += walk.right, to += 3)
            std::memcpy(to, image.pixels.data() + 3 * from, 3);
    }
    return out;
}

Image decode(std::string_view bytes, const std::string& name, GreyWindow window, Conversion& conversion) {
    const Codec& codec = codecOf(bytes, name);
    const int orientation = codec.probe(bytes, name).orientation;
    Decoded decoded = codec.decode(bytes, name, window);
    conversion = std::move(decoded.conversion);
    return upright(std::move(decoded.image), orientation);
}

}  // namespace

void damaged(const std::string& name, const std::string& why) {
    throw Error("the image is damaged: " + why, name, "replace the file or leave it out");
}

void checkLimits(std::int64_t width, std::int64_t height, const std::string& name) {
    if (width <= 0 || height <= 0) damaged(name, "it has no pixels");
    if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels)
        throw Error("the image is too large: " + std::to_string(width) + " x " + std::to_string(height), name,
                    "at most 65,535 pixels a side and 200 million in all are read; make it smaller");
}

void cmykToRgb(const std::uint8_t* cmyk, std::uint8_t* rgb, std::size_t pixels) {
    for (std::size_t i = 0; i < pixels; ++i, cmyk += 4, rgb += 3) {
        const int light = 255 - cmyk[3];
        for (int c = 0; c < 3; ++c) {
            const int product = cmyk[c] * light + 128;
            rgb[c] = static_cast<std::uint8_t>(light - (((product >> 8) + product) >> 8));
        }
    }
}

ImageInfo probeImage(const std::filesystem::path& path) {
    const MappedFile file(path);
    const std::string name = path.string();
    const Codec& codec = codecOf(viewOf(file), name);
    const Header header = codec.probe(viewOf(file), name);
    checkLimits(header.width, header.height, name);
    ImageInfo info{static_cast<int>(header.width), static_cast<int>(header.height), codec.format};
    if (header.orientation >= 5) std::swap(info.width, info.height);
    return info;
}

Image decodeImage(const std::filesystem::path& path, GreyWindow window, Conversion& conversion) {
    const MappedFile file(path);
    return decode(viewOf(file), path.string(), window, conversion);
}

Image decodeImage(const std::filesystem::path& path, GreyWindow window) {
    const MappedFile file(path);
    return decodeImage(viewOf(file), path.string(), window);
}

Image decodeImage(std::string_view bytes, const std::string& name, GreyWindow window) {
    Conversion conversion;
    Image image = decode(bytes, name, window, conversion);
    tellOnce(name, conversion);
    return image;
}

Image crop(const Image& image, const Box& box) {
    // Compared as doubles first: a box from a file may be larger than any int, or NaN.
    const auto clipped = [](double value, int limit) {
        return value >= limit ? limit : value > 0 ? static_cast<int>(value) : 0;
    };
    const int left = clipped(std::floor(box.left), image.width), top = clipped(std::floor(box.top), image.height);
    const int right = clipped(std::ceil(box.right), image.width), bottom = clipped(std::ceil(box.bottom), image.height);
    if (left >= right || top >= bottom)
        throw Error("nothing of the image lies inside the box",
                    "box " + std::to_string(box.left) + ", " + std::to_string(box.top) + ", " +
                        std::to_string(box.right) + ", " + std::to_string(box.bottom) + " on " +
                        std::to_string(image.width) + " x " + std::to_string(image.height));
    Image out{right - left, bottom - top, {}};
    const std::size_t stride = std::size_t(out.width) * 3;
    out.pixels.resize(stride * static_cast<std::size_t>(out.height));
    for (int y = top; y < bottom; ++y)
        std::memcpy(
            out.pixels.data() + std::size_t(y - top) * stride,
            image.pixels.data() + (std::size_t(y) * static_cast<std::size_t>(image.width) + std::size_t(left)) * 3,
            stride);
    return out;
}

}  // namespace atelier::vision
