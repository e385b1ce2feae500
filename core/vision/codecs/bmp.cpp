#include "common/error.h"
#include "vision/codecs/codec.h"

#include <algorithm>
#include <array>
#include <bit>

// Of Windows and OS/2: 1 to 32 bits, palettes, run lengths, bit fields. Source: Microsoft's documentation of
// BITMAPINFO.
namespace atelier::vision {
namespace {

constexpr std::size_t kFileHeader = 14;
constexpr std::uint32_t kPlain = 0, kRle8 = 1, kRle4 = 2, kFields = 3, kAlphaFields = 6;

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<std::uint8_t>(at + i < bytes.size() ? bytes[at + i] : 0);
    return value;
}

bool matches(std::string_view bytes) {
    if (bytes.size() < kFileHeader + 4 || !bytes.starts_with("BM")) return false;
    constexpr std::array<std::uint32_t, 8> kHeaders{12, 16, 40, 52, 56, 64, 108, 124};
    return std::find(kHeaders.begin(), kHeaders.end(), little(bytes, kFileHeader, 4)) != kHeaders.end();
}

struct Layout {
    std::int64_t width = 0, height = 0;
    bool upwards = true;  ///< the last row comes first
    std::uint32_t bits = 0, compression = kPlain;
    std::array<std::uint32_t, 4> masks{};                   ///< red, green, blue, alpha
    std::size_t palette = 0, colours = 0, colourBytes = 4;  ///< place and number of its entries
    std::size_t pixels = 0;                                 ///< place of the first row
};

Layout layoutOf(std::string_view bytes, const std::string& name) {
    Layout layout;
    const std::uint32_t header = little(bytes, kFileHeader, 4);
    if (bytes.size() < kFileHeader + header) damaged(name, "the BMP header ends too early");
    const bool core = header == 12;
    if (core) {
        layout.width = little(bytes, 18, 2);
        layout.height = little(bytes, 20, 2);
        layout.bits = little(bytes, 24, 2);
        layout.colourBytes = 3;
    } else {
        layout.width = static_cast<std::int32_t>(little(bytes, 18, 4));
        layout.height = static_cast<std::int32_t>(little(bytes, 22, 4));
        layout.bits = little(bytes, 28, 2);
        if (header >= 40) layout.compression = little(bytes, 30, 4);
    }
    if (layout.height < 0) {
        layout.height = -layout.height;
        layout.upwards = false;
    }
    std::size_t after = kFileHeader + header;
    if (layout.compression == kFields || layout.compression == kAlphaFields) {
        const std::size_t masks = header == 40 && layout.compression == kFields ? 3 : 4;
        for (std::size_t i = 0; i < masks && (i < 3 || header >= 56 || header == 40); ++i)
            layout.masks[i] = little(bytes, 54 + 4 * i, 4);
        if (header == 40) after += 4 * masks;
    } else if (layout.bits == 16) {
        layout.masks = {0x7C00, 0x03E0, 0x001F, 0};
    } else if (layout.bits == 32) {
        layout.masks = {0xFF0000, 0xFF00, 0xFF, 0};  // the fourth byte is unused
    }
    if (layout.bits <= 8) {
        const std::size_t all = std::size_t(1) << layout.bits;
        const std::size_t said = header >= 40 ? little(bytes, 46, 4) : 0;
        layout.colours = said > 0 && said < all ? said : all;
        layout.palette = after;
    }
    layout.pixels = little(bytes, 10, 4);
    // Some writers leave it empty.
    if (layout.pixels < kFileHeader + header) layout.pixels = after + layout.colours * layout.colourBytes;
    return layout;
}

Header probe(std::string_view bytes, const std::string& name) {
    const Layout layout = layoutOf(bytes, name);
    return {layout.width, layout.height, 1};
}

class Reader {
public:
    Reader(std::string_view bytes, const std::string& name, const Layout& layout)
        : bytes_(bytes),
          name_(name),
          layout_(layout),
          width_(static_cast<std::size_t>(layout.width)),
          height_(static_cast<std::size_t>(layout.height)) {}

    Decoded read() {
        Decoded result;
        result.image = {static_cast<int>(width_), static_cast<int>(height_), {}};
        result.image.pixels.resize(width_ * height_ * 3);
        out_ = result.image.pixels.data();
        if (layout_.bits <= 8)
            readIndices();
        else if (layout_.bits == 24)
            readRows([this](const char* from, std::uint8_t* to) {
                for (std::size_t x = 0; x < width_; ++x, from += 3, to += 3)
                    for (int c = 0; c < 3; ++c)
                        to[c] = static_cast<std::uint8_t>(from[2 - c]);
            });
        else
            readFields(result);
        return result;
    }

private:
    std::uint8_t* row(std::size_t fromStart) {
        return out_ + (layout_.upwards ? height_ - 1 - fromStart : fromStart) * width_ * 3;
    }

    // Rows are filled up to four bytes.
    template <class F>
    void readRows(F use) {
        const std::size_t bits = width_ * layout_.bits, stride = (bits + 31) / 32 * 4, needed = (bits + 7) / 8;
        if (layout_.pixels > bytes_.size() || (height_ - 1) * stride + needed > bytes_.size() - layout_.pixels)
            damaged(name_, "the file ends too early");
        for (std::size_t y = 0; y < height_; ++y)
            use(bytes_.data() + layout_.pixels + y * stride, row(y));
    }

    void readPalette() {
        for (std::size_t i = 0; i < layout_.colours; ++i)
            for (std::size_t c = 0; c < 3; ++c)
                palette_[i][c] =
                    static_cast<std::uint8_t>(little(bytes_, layout_.palette + i * layout_.colourBytes + 2 - c, 1));
    }

    void put(std::uint8_t* to, unsigned index) const { std::copy_n(palette_[index].begin(), 3, to); }

    void readIndices() {
        readPalette();
        if (layout_.compression != kPlain) return readRuns();
        const unsigned bits = layout_.bits, mask = (1u << bits) - 1;
        readRows([&](const char* from, std::uint8_t* to) {
            for (std::size_t x = 0; x < width_; ++x, to += 3) {
                const std::size_t bit = x * bits;
                const auto byte = static_cast<std::uint8_t>(from[bit / 8]);
                put(to, byte >> (8 - bits - bit % 8) & mask);
            }
        });
    }

    // What no run reaches is of the first colour.
    void readRuns() {
        for (std::size_t i = 0; i < width_ * height_; ++i)
            put(out_ + 3 * i, 0);
        const bool four = layout_.compression == kRle4;
        std::size_t at = layout_.pixels, x = 0, y = 0;
        const auto next = [&]() -> unsigned {
            if (at >= bytes_.size()) damaged(name_, "the file ends too early");
            return static_cast<std::uint8_t>(bytes_[at++]);
        };
        const auto show = [&](unsigned index) {
            if (x < width_ && y < height_) put(row(y) + 3 * x, index);
            ++x;
        };
        while (y < height_) {
            const unsigned count = next(), value = next();
            if (count > 0) {
                for (unsigned i = 0; i < count; ++i)
                    show(four ? (i % 2 ? value & 15 : value >> 4) : value);
            } else if (value == 0) {  // end of the row
                x = 0, ++y;
            } else if (value == 1) {  // end of the picture
                return;
            } else if (value == 2) {  // a jump
                x += next();
                y += next();
            } else {
                unsigned byte = 0;
                for (unsigned i = 0; i < value; ++i) {
                    if (!four || i % 2 == 0) byte = next();
                    show(four ? (i % 2 ? byte & 15 : byte >> 4) : byte);
                }
                if ((four ? (value + 1) / 2 : value) % 2 && at < bytes_.size()) ++at;  // whole words
            }
        }
    }

    void readFields(Decoded& result) {
        std::array<int, 4> shifts{};
        std::array<std::uint32_t, 4> most{};
        for (std::size_t c = 0; c < 4; ++c) {
            shifts[c] = layout_.masks[c] ? std::countr_zero(layout_.masks[c]) : 0;
            most[c] = layout_.masks[c] >> shifts[c];
        }
        if (!most[0] && !most[1] && !most[2]) damaged(name_, "its bit fields are empty");
        const std::size_t size = layout_.bits / 8;
        bool opaque = true, visible = false;
        readRows([&](const char* from, std::uint8_t* to) {
            for (std::size_t x = 0; x < width_; ++x, from += size, to += 3) {
                const std::uint32_t value = little({from, size}, 0, size);
                for (std::size_t c = 0; c < 3; ++c)
                    to[c] = most[c] ? static_cast<std::uint8_t>(std::uint64_t((value & layout_.masks[c]) >> shifts[c]) *
                                                                255 / most[c])
                                    : 0;
                if (!most[3]) continue;
                opaque = opaque && (value & layout_.masks[3]) == layout_.masks[3];
                visible = visible || (value & layout_.masks[3]) != 0;
            }
        });
        // All of it clear: the writer did not mean it.
        if (most[3] && !opaque && visible) result.conversion.losses.push_back(kTransparencyDropped);
    }

    std::string_view bytes_;
    const std::string& name_;
    const Layout& layout_;
    std::size_t width_, height_;
    std::uint8_t* out_ = nullptr;
    std::array<std::array<std::uint8_t, 3>, 256> palette_{};
};

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow) {
    const Layout layout = layoutOf(bytes, name);
    checkLimits(layout.width, layout.height, name);
    const auto [bits, compression] = std::pair(layout.bits, layout.compression);
    const bool known = compression == kPlain
                           ? bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32
                       : compression == kRle8 ? bits == 8
                       : compression == kRle4
                           ? bits == 4
                           : (compression == kFields || compression == kAlphaFields) && (bits == 16 || bits == 32);
    if (!known)
        throw Error("this kind of BMP is not supported: " + std::to_string(bits) + " bits, compression " +
                        std::to_string(compression),
                    name, "convert it to PNG");
    return Reader(bytes, name, layout).read();
}

}  // namespace

const Codec kBmp{"bmp", matches, probe, decode};

}  // namespace atelier::vision
