#include "common/error.h"
#include "vision/codecs/codec.h"
#include "vision/codecs/deep.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <tiffio.h>

namespace atelier::vision {
namespace {

struct Memory {
    std::string_view bytes;
    std::size_t at = 0;
    std::string message;
};

tmsize_t readBytes(thandle_t handle, void* out, tmsize_t size) {
    auto* memory = static_cast<Memory*>(handle);
    const std::size_t left = memory->bytes.size() - std::min(memory->at, memory->bytes.size());
    const std::size_t taken = std::min(left, static_cast<std::size_t>(size));
    std::memcpy(out, memory->bytes.data() + (memory->bytes.size() - left), taken);
    memory->at += taken;
    return static_cast<tmsize_t>(taken);
}

tmsize_t writeBytes(thandle_t, void*, tmsize_t) {
    return 0;
}

toff_t seekTo(thandle_t handle, toff_t offset, int from) {
    auto* memory = static_cast<Memory*>(handle);
    const toff_t base = from == SEEK_SET ? 0 : from == SEEK_CUR ? memory->at : memory->bytes.size();
    return memory->at = base + offset;
}

int closeNothing(thandle_t) {
    return 0;
}
toff_t sizeOf(thandle_t handle) {
    return static_cast<Memory*>(handle)->bytes.size();
}

int onError(TIFF*, void* user, const char*, const char* format, va_list arguments) {
    char text[300];
    std::vsnprintf(text, sizeof text, format, arguments);
    auto* memory = static_cast<Memory*>(user);
    if (memory->message.empty()) memory->message = text;
    return 1;
}

int onWarning(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

class Reader {
public:
    Reader(std::string_view bytes, const std::string& name) : name_(name), tiff_(nullptr, TIFFClose) {
        memory_.bytes = bytes;
        const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                       TIFFOpenOptionsFree);
        TIFFOpenOptionsSetErrorHandlerExtR(options.get(), onError, &memory_);
        TIFFOpenOptionsSetWarningHandlerExtR(options.get(), onWarning, nullptr);
        tiff_.reset(TIFFClientOpenExt(name.c_str(), "rm", &memory_, readBytes, writeBytes, seekTo, closeNothing, sizeOf,
                                      nullptr, nullptr, options.get()));
        if (!tiff_) fail("the TIFF header is broken");
    }

    Header header() {
        std::uint32_t width = 0, height = 0, kind = 0;
        std::uint16_t orientation = 1;
        TIFFGetField(tiff_.get(), TIFFTAG_IMAGEWIDTH, &width);
        TIFFGetField(tiff_.get(), TIFFTAG_IMAGELENGTH, &height);
        TIFFGetFieldDefaulted(tiff_.get(), TIFFTAG_ORIENTATION, &orientation);
        TIFFGetFieldDefaulted(tiff_.get(), TIFFTAG_SUBFILETYPE, &kind);
        std::uint16_t parts = 0;
        void* places = nullptr;
        if (kind & FILETYPE_REDUCEDIMAGE && TIFFGetField(tiff_.get(), TIFFTAG_SUBIFD, &parts, &places))
            throw Error("is a camera's raw picture, which is not supported", name_, "convert it to JPEG or PNG");
        return {width, height, orientation >= 1 && orientation <= 8 ? orientation : 1};
    }

    Decoded read(int width, int height, GreyWindow window) {
        width_ = static_cast<std::size_t>(width);
        height_ = static_cast<std::size_t>(height);
        TIFF* tiff = tiff_.get();
        std::uint16_t compression = COMPRESSION_NONE;
        TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits_);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples_);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar_);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &sampleFormat_);
        if (sampleFormat_ == SAMPLEFORMAT_VOID) sampleFormat_ = SAMPLEFORMAT_UINT;
        if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric_))
            photometric_ = samples_ >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
        if (photometric_ == PHOTOMETRIC_YCBCR && compression == COMPRESSION_JPEG && planar_ == PLANARCONFIG_CONTIG) {
            TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
            photometric_ = PHOTOMETRIC_RGB;
        }

        Decoded result;
        result.image = {width, height, std::vector<std::uint8_t>(width_ * height_ * 3)};
        if (deep())
            readDeep(result, window);
        else if (sampleFormat_ != SAMPLEFORMAT_UINT)
            throw Error("this kind of TIFF is not supported: complex numbers, or signs in colours", name_,
                        "convert it to 8-bit RGB");
        else if (plain())
            readPlain(result);
        else
            readAny(result);
        if (hasFurtherPages()) result.conversion.losses.push_back(kFirstPageTaken);
        return result;
    }

private:
    [[noreturn]] void fail(const std::string& why) { damaged(name_, memory_.message.empty() ? why : memory_.message); }

    bool isGrey() const { return photometric_ == PHOTOMETRIC_MINISBLACK || photometric_ == PHOTOMETRIC_MINISWHITE; }

    // Values that a window turns into levels.
    bool deep() const {
        if (!isGrey() && !(photometric_ == PHOTOMETRIC_RGB && samples_ >= 3)) return false;
        switch (sampleFormat_) {
            case SAMPLEFORMAT_UINT:
                return isGrey() ? (bits_ > 8 && bits_ <= 16) || bits_ == 32 : bits_ == 32;
            case SAMPLEFORMAT_INT:
                return bits_ == 8 || bits_ == 16 || bits_ == 32;
            case SAMPLEFORMAT_IEEEFP:
                return bits_ == 16 || bits_ == 32 || bits_ == 64;
            default:
                return false;
        }
    }

    // What is read sample by sample here; the rest goes through libtiff's own conversion.
    bool plain() const {
        switch (photometric_) {
            case PHOTOMETRIC_MINISBLACK:
            case PHOTOMETRIC_MINISWHITE:
                return bits_ == 8;
            case PHOTOMETRIC_RGB:
                return (bits_ == 8 || bits_ == 16) && samples_ >= 3;
            case PHOTOMETRIC_SEPARATED:
                return bits_ == 8 && samples_ >= 4;
            case PHOTOMETRIC_PALETTE:
                return bits_ == 8;
            default:
                return false;
        }
    }

    // Smaller copies and masks of the same picture are no pages.
    bool hasFurtherPages() {
        constexpr int kLooked = 16;
        for (int i = 0; i < kLooked && TIFFReadDirectory(tiff_.get()); ++i) {
            std::uint32_t kind = 0;
            TIFFGetFieldDefaulted(tiff_.get(), TIFFTAG_SUBFILETYPE, &kind);
            if (!(kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK))) return true;
        }
        return false;
    }

    // Moves samples of any width up to 16 bits, the highest bit first, into two bytes each.
    void unpackBits(const std::uint8_t* from, std::size_t count, std::uint8_t* to, std::size_t step) const {
        std::uint32_t held = 0;
        unsigned have = 0;
        for (std::size_t i = 0; i < count; ++i, to += step) {
            for (; have < bits_; have += 8)
                held = held << 8 | *from++;
            have -= bits_;
            const auto value = static_cast<std::uint16_t>(held >> have & ((1u << bits_) - 1));
            std::memcpy(to, &value, 2);
        }
    }

    // All samples interleaved, host byte order, as stored; those of 9 to 15 bits in two bytes.
    std::vector<std::uint8_t> interleaved() {
        TIFF* tiff = tiff_.get();
        const bool packed = bits_ % 8 != 0;
        const std::size_t sampleBytes = (bits_ + 7u) / 8u, pixelBytes = sampleBytes * samples_;
        const bool separate = planar_ == PLANARCONFIG_SEPARATE;
        const std::size_t planes = separate ? samples_ : 1, partBytes = separate ? sampleBytes : pixelBytes;
        if (pixelBytes == 0) fail("it has no channels");
        if (width_ * height_ > kMaxPart / pixelBytes)
            throw Error("the image is too large: " + std::to_string(width_) + " x " + std::to_string(height_) +
                            " with " + std::to_string(samples_) + " channels",
                        name_, "make it smaller, or convert it to 8-bit RGB");
        std::vector<std::uint8_t> out(width_ * height_ * pixelBytes);
        std::uint32_t partWidth = static_cast<std::uint32_t>(width_), partHeight = 0;
        const bool tiled = TIFFIsTiled(tiff) != 0;
        if (tiled) {
            TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &partWidth);
            TIFFGetField(tiff, TIFFTAG_TILELENGTH, &partHeight);
        } else {
            TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &partHeight);
            partHeight = std::min(partHeight, static_cast<std::uint32_t>(height_));
        }
        const std::size_t partSamples = separate ? 1 : samples_,
                          partRow = (std::size_t(partWidth) * partSamples * bits_ + 7) / 8;
        const tmsize_t size = tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
        if (partWidth == 0 || partHeight == 0 || size <= 0 || static_cast<std::size_t>(size) < partRow * partHeight ||
            static_cast<std::size_t>(size) > kMaxPart)
            fail("the strips or tiles have an impossible size");
        std::vector<std::uint8_t> part(static_cast<std::size_t>(size));
        for (std::size_t plane = 0; plane < planes; ++plane)
            for (std::size_t top = 0; top < height_; top += partHeight)
                for (std::size_t left = 0; left < width_; left += partWidth) {
                    const auto x = static_cast<std::uint32_t>(left), y = static_cast<std::uint32_t>(top);
                    const auto sample = static_cast<std::uint16_t>(plane);
                    const std::size_t rows = std::min<std::size_t>(partHeight, height_ - top);
                    const std::size_t columns = std::min<std::size_t>(partWidth, width_ - left);
                    const std::size_t needed = (tiled ? std::size_t(partHeight) : rows) * partRow;
                    const tmsize_t got =
                        tiled ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, x, y, 0, sample), part.data(), size)
                              : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, y, sample), part.data(), size);
                    if (got < 0 || static_cast<std::size_t>(got) < needed) fail("the file ends too early");
                    for (std::size_t row = 0; row < rows; ++row) {
                        const std::uint8_t* from = part.data() + row * partRow;
                        std::uint8_t* to = out.data() + ((top + row) * width_ + left) * pixelBytes +
                                           (separate ? plane * partBytes : 0);
                        if (packed)
                            unpackBits(from, columns * partSamples, to, separate ? pixelBytes : sampleBytes);
                        else if (!separate)
                            std::memcpy(to, from, columns * partBytes);
                        else
                            for (std::size_t i = 0; i < columns; ++i)
                                std::memcpy(to + i * pixelBytes, from + i * partBytes, partBytes);
                    }
                }
        return out;
    }

    void readPlain(Decoded& result) {
        const std::vector<std::uint8_t> raw = interleaved();
        const std::size_t pixels = width_ * height_;
        std::uint8_t* out = result.image.pixels.data();
        const auto sample = [&](std::size_t pixel, std::size_t channel) -> unsigned {
            const std::size_t at = pixel * samples_ + channel;
            if (bits_ == 8) return raw[at];
            std::uint16_t deep;
            std::memcpy(&deep, raw.data() + 2 * at, 2);
            return deep;
        };
        const unsigned shift = bits_ == 16 ? 8 : 0;
        switch (photometric_) {
            case PHOTOMETRIC_RGB:
                for (std::size_t i = 0; i < pixels; ++i, out += 3)
                    for (std::size_t c = 0; c < 3; ++c)
                        out[c] = static_cast<std::uint8_t>(sample(i, c) >> shift);
                if (samples_ > 3) noteFurtherChannels(result);
                break;
            case PHOTOMETRIC_SEPARATED: {
                std::uint8_t ink[4];
                for (std::size_t i = 0; i < pixels; ++i, out += 3) {
                    for (std::size_t c = 0; c < 4; ++c)
                        ink[c] = static_cast<std::uint8_t>(sample(i, c));
                    cmykToRgb(ink, out, 1);
                }
                result.conversion.losses.push_back("CMYK colours converted without a colour profile");
                break;
            }
            case PHOTOMETRIC_PALETTE: {
                std::uint16_t *red = nullptr, *green = nullptr, *blue = nullptr;
                if (!TIFFGetField(tiff_.get(), TIFFTAG_COLORMAP, &red, &green, &blue)) fail("the palette is missing");
                for (std::size_t i = 0; i < pixels; ++i, out += 3) {
                    const unsigned index = sample(i, 0);
                    out[0] = static_cast<std::uint8_t>(red[index] >> 8);
                    out[1] = static_cast<std::uint8_t>(green[index] >> 8);
                    out[2] = static_cast<std::uint8_t>(blue[index] >> 8);
                }
                break;
            }
            default: {
                const bool inverted = photometric_ == PHOTOMETRIC_MINISWHITE;
                for (std::size_t i = 0; i < pixels; ++i, out += 3) {
                    const unsigned value = sample(i, 0);
                    out[0] = out[1] = out[2] = static_cast<std::uint8_t>(inverted ? 255 - value : value);
                }
            }
        }
    }

    static void noteFurtherChannels(Decoded& result) {
        result.conversion.losses.push_back("transparency or further channels dropped");
    }

    // What the file says of its black and white: ImageJ's display range, or the least and greatest value.
    std::optional<std::array<double, 2>> namedWindow() {
        TIFF* tiff = tiff_.get();
        const char* description = nullptr;
        if (TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &description) && description &&
            std::string_view(description).starts_with("ImageJ=")) {
            const char* black = std::strstr(description, "\nmin=");
            const char* white = std::strstr(description, "\nmax=");
            if (black && white) return std::array{std::strtod(black + 5, nullptr), std::strtod(white + 5, nullptr)};
        }
        double least = 0, greatest = 0;
        if (TIFFGetField(tiff, TIFFTAG_SMINSAMPLEVALUE, &least) &&
            TIFFGetField(tiff, TIFFTAG_SMAXSAMPLEVALUE, &greatest))
            return std::array{least, greatest};
        std::uint16_t low = 0, high = 0;
        if (sampleFormat_ == SAMPLEFORMAT_UINT && TIFFGetField(tiff, TIFFTAG_MAXSAMPLEVALUE, &high)) {
            TIFFGetFieldDefaulted(tiff, TIFFTAG_MINSAMPLEVALUE, &low);
            return std::array{double(low), double(high)};
        }
        return {};
    }

    // GDAL's text of the value that stands for none.
    std::optional<double> noDataValue() {
        constexpr std::uint32_t kNoData = 42113;
        std::uint32_t count = 0;
        const char* text = nullptr;
        if (!TIFFGetField(tiff_.get(), kNoData, &count, &text) || !text || count == 0) return {};
        const std::string copy(text, strnlen(text, count));
        char* end = nullptr;
        const double value = std::strtod(copy.c_str(), &end);
        return end == copy.c_str() || !std::isfinite(value) ? std::nullopt : std::optional(value);
    }

    template <class T>
    void convert(const std::vector<std::uint8_t>& raw, Decoded& result, GreyWindow window) {
        DeepSamples samples{.pixels = width_ * height_,
                            .stride = samples_,
                            .channels = isGrey() ? std::size_t(1) : std::size_t(3),
                            .bits = bits_,
                            .inverted = photometric_ == PHOTOMETRIC_MINISWHITE,
                            .window = namedWindow(),
                            .noData = noDataValue()};
        // Pillow clips 16-bit grey, but keeps the high byte of grey with alpha.
        if (samples_ == 2 && sampleFormat_ == SAMPLEFORMAT_UINT && window == GreyWindow::Clip)
            window = GreyWindow::Full;
        result.conversion =
            toEightBits(reinterpret_cast<const T*>(raw.data()), samples, window, result.image.pixels.data());
        if (samples_ > samples.channels) noteFurtherChannels(result);
    }

    void readDeep(Decoded& result, GreyWindow window) {
        std::vector<std::uint8_t> raw = interleaved();
        if (sampleFormat_ == SAMPLEFORMAT_INT)
            return bits_ == 8    ? convert<std::int8_t>(raw, result, window)
                   : bits_ == 16 ? convert<std::int16_t>(raw, result, window)
                                 : convert<std::int32_t>(raw, result, window);
        if (sampleFormat_ == SAMPLEFORMAT_UINT)
            return bits_ <= 16 ? convert<std::uint16_t>(raw, result, window)
                               : convert<std::uint32_t>(raw, result, window);
        if (bits_ == 64) return convert<double>(raw, result, window);
        if (bits_ == 16) raw = fromHalves(raw);
        convert<float>(raw, result, window);
    }

    static std::vector<std::uint8_t> fromHalves(const std::vector<std::uint8_t>& raw) {
        std::vector<std::uint8_t> out(raw.size() * 2);
        for (std::size_t i = 0; i < raw.size() / 2; ++i) {
            std::uint16_t half;
            std::memcpy(&half, raw.data() + 2 * i, 2);
            const int exponent = half >> 10 & 31, fraction = half & 1023;
            float value = exponent == 31  ? (fraction ? NAN : INFINITY)
                          : exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                          : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
            if (half & 0x8000) value = -value;
            std::memcpy(out.data() + 4 * i, &value, 4);
        }
        return out;
    }

    void readAny(Decoded& result) {
        char why[1024] = {};
        if (!TIFFRGBAImageOK(tiff_.get(), why))
            throw Error(std::string("this kind of TIFF is not supported: ") + why, name_, "convert it to 8-bit RGB");
        // Rows as stored: the orientation is applied by the caller.
        TIFFSetField(tiff_.get(), TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
        std::vector<std::uint32_t> raster(width_ * height_);
        if (!TIFFReadRGBAImageOriented(tiff_.get(), static_cast<std::uint32_t>(width_),
                                       static_cast<std::uint32_t>(height_), raster.data(), ORIENTATION_TOPLEFT, 1))
            fail("the TIFF data cannot be decoded");
        for (std::size_t i = 0; i < raster.size(); ++i) {
            result.image.pixels[3 * i] = static_cast<std::uint8_t>(TIFFGetR(raster[i]));
            result.image.pixels[3 * i + 1] = static_cast<std::uint8_t>(TIFFGetG(raster[i]));
            result.image.pixels[3 * i + 2] = static_cast<std::uint8_t>(TIFFGetB(raster[i]));
        }
    }

    static constexpr std::size_t kMaxPart = std::size_t(2) << 30;

    const std::string& name_;
    Memory memory_;
    std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff_;
    std::size_t width_ = 0, height_ = 0;
    std::uint16_t bits_ = 1, samples_ = 1, planar_ = PLANARCONFIG_CONTIG, photometric_ = 0;
    std::uint16_t sampleFormat_ = SAMPLEFORMAT_UINT;
};

bool matches(std::string_view bytes) {
    return bytes.starts_with(std::string_view("II*\0", 4)) || bytes.starts_with(std::string_view("MM\0*", 4)) ||
           bytes.starts_with(std::string_view("II+\0", 4)) || bytes.starts_with(std::string_view("MM\0+", 4));
}

Header probe(std::string_view bytes, const std::string& name) {
    return Reader(bytes, name).header();
}

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow window) {
    Reader reader(bytes, name);
    const Header header = reader.header();
    checkLimits(header.width, header.height, name);
    return reader.read(static_cast<int>(header.width), static_cast<int>(header.height), window);
}

}  // namespace

const Codec kTiff{"tiff", matches, probe, decode};

}  // namespace atelier::vision
