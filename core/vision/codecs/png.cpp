#include "common/error.h"
#include "vision/codecs/codec.h"
#include "vision/codecs/deep.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <optional>
#include <png.h>

// libpng reports errors through longjmp: between setjmp and the calls that can fail, only trivial locals may live.
namespace atelier::vision {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1A\n", 8);
constexpr std::string_view kXmpKey("XML:com.adobe.xmp\0", 18);

bool matches(std::string_view bytes) {
    return bytes.starts_with(kSignature);
}

std::uint32_t bigEndian(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i)
        value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
    return value;
}

// Chunk by chunk, without unpacking: the orientation may stand behind the pixels.
Header probe(std::string_view bytes, const std::string& name) {
    if (bytes.size() < 33 || bytes.substr(12, 4) != "IHDR") damaged(name, "the PNG header is missing");
    Header header{bigEndian(bytes, 16), bigEndian(bytes, 20), 1};
    std::string_view exif, xmp;
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        const std::size_t length = bigEndian(bytes, at);
        const std::string_view type = bytes.substr(at + 4, 4);
        if (length > bytes.size() - at - 12 || type == "IEND") break;
        const std::string_view data = bytes.substr(at + 8, length);
        if (type == "eXIf") exif = data;
        if (type == "iTXt" && data.starts_with(kXmpKey)) xmp = data;
        at += 12 + length;
    }
    header.orientation = orientationOf(exif, xmp);
    return header;
}

bool chunkBeforePixels(std::string_view bytes, std::string_view wanted) {
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        const std::string_view type = bytes.substr(at + 4, 4);
        if (type == wanted) return true;
        const std::size_t length = bigEndian(bytes, at);
        if (type == "IDAT" || length > bytes.size() - at - 12) return false;
        at += 12 + length;
    }
    return false;
}

struct Source {
    std::string_view bytes;
    std::size_t at = 0;
    std::jmp_buf jump;
    char message[200] = {};
};

void onError(png_structp png, png_const_charp message) {
    auto* source = static_cast<Source*>(png_get_error_ptr(png));
    std::strncpy(source->message, message, sizeof source->message - 1);
    std::longjmp(source->jump, 1);
}

void onWarning(png_structp, png_const_charp) {}

void onRead(png_structp png, png_bytep out, size_t size) {
    auto* source = static_cast<Source*>(png_get_io_ptr(png));
    if (size > source->bytes.size() - source->at) png_error(png, "the file ends too early");
    std::memcpy(out, source->bytes.data() + source->at, size);
    source->at += size;
}

class Reader {
public:
    Reader(std::string_view bytes, const std::string& name) : name_(name), animated_(chunkBeforePixels(bytes, "acTL")) {
        source_.bytes = bytes;
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_, onError, onWarning);
        info_ = png_ ? png_create_info_struct(png_) : nullptr;
        if (!info_) throw Error::failure("out of memory", name);
        png_set_read_fn(png_, &source_, onRead);
    }
    ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    Decoded read(GreyWindow window) {
        if (!readInfo()) damaged(name_, source_.message);
        const std::size_t height = png_get_image_height(png_, info_), width = png_get_image_width(png_, info_);
        const std::size_t stride = png_get_rowbytes(png_, info_);
        std::vector<std::uint8_t> raw(stride * height);
        rows_.resize(height);
        for (std::size_t y = 0; y < height; ++y)
            rows_[y] = raw.data() + y * stride;
        if (!readRows()) damaged(name_, source_.message);

        Decoded result;
        result.image = {static_cast<int>(width), static_cast<int>(height), {}};
        result.image.pixels.resize(width * height * 3);
        std::uint8_t* out = result.image.pixels.data();
        const std::size_t pixels = width * height;
        auto& losses = result.conversion.losses;
        if (deepGrey_) {
            std::vector<std::uint16_t> values(raw.size() / 2);
            for (std::size_t i = 0; i < values.size(); ++i)
                values[i] = static_cast<std::uint16_t>(raw[2 * i] << 8 | raw[2 * i + 1]);
            const std::size_t channels = png_get_channels(png_, info_);
            // Pillow clips 16-bit grey, but keeps the high byte of grey with alpha.
            if (channels == 2 && window == GreyWindow::Clip) window = GreyWindow::Full;
            result.conversion =
                toEightBits(values.data(), {.pixels = pixels, .stride = channels, .window = windowOf(values, channels)},
                            window, out);
            bool clear = false;
            for (std::size_t i = 1; channels == 2 && i < values.size(); i += 2)
                clear = clear || values[i] != 0xFFFF;
            if (clear) losses.push_back(kTransparencyDropped);
        } else if (png_get_channels(png_, info_) == 4) {
            bool clear = false;
            for (std::size_t i = 0; i < pixels; ++i, out += 3) {
                std::memcpy(out, raw.data() + 4 * i, 3);
                clear |= raw[4 * i + 3] != 255;
            }
            if (clear) losses.push_back(kTransparencyDropped);
        } else {
            result.image.pixels = std::move(raw);
        }
        if (animated_) losses.push_back(kFirstFrameTaken);
        return result;
    }

private:
    bool readInfo() {
        if (setjmp(source_.jump)) return false;
        png_set_user_limits(png_, 65535, 65535);
        png_read_info(png_, info_);
        const int type = png_get_color_type(png_, info_), depth = png_get_bit_depth(png_, info_);
        deepGrey_ = !(type & PNG_COLOR_MASK_COLOR) && depth == 16;
        png_color_8p significant = nullptr;
        if (png_get_sBIT(png_, info_, &significant)) significantBits_ = significant->gray;
        if (!deepGrey_) {
            if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
            if (type == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png_);
            if (depth == 16) png_set_strip_16(png_);
            if (!(type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png_);
        }
        png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
        return true;
    }

    bool readRows() {
        if (setjmp(source_.jump)) return false;
        png_read_image(png_, rows_.data());
        return true;
    }

    // A writer that says how many bits count should have moved them up to the full range. Where it has not, they say
    // what is white.
    std::optional<std::array<double, 2>> windowOf(const std::vector<std::uint16_t>& values,
                                                  std::size_t channels) const {
        if (significantBits_ < 8 || significantBits_ > 15) return {};
        const double white = (1 << significantBits_) - 1;
        for (std::size_t i = 0; i < values.size(); i += channels)
            if (values[i] > white) return {};
        return std::array{0.0, white};
    }

    const std::string& name_;
    Source source_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    std::vector<png_bytep> rows_;
    bool deepGrey_ = false, animated_ = false;
    int significantBits_ = 0;
};

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow window) {
    const Header header = probe(bytes, name);
    checkLimits(header.width, header.height, name);
    return Reader(bytes, name).read(window);
}

}  // namespace

const Codec kPng{"png", matches, probe, decode};

std::string encodePng(const Image& image) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.width = static_cast<png_uint_32>(image.width);
    png.height = static_cast<png_uint_32>(image.height);
    png.format = PNG_FORMAT_RGB;
    std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(png), '\0');
    png_alloc_size_t size = bytes.size();
    if (!png_image_write_to_memory(&png, bytes.data(), &size, 0, image.pixels.data(), 0, nullptr))
        throw Error::failure(std::string("cannot encode PNG: ") + png.message);
    bytes.resize(size);
    return bytes;
}

}  // namespace atelier::vision
