#include "common/error.h"
#include "vision/codecs/codec.h"

#include <algorithm>
#include <array>

// The first frame on its canvas. Source: CompuServe's "Graphics Interchange Format, Version 89a".
namespace atelier::vision {
namespace {

bool matches(std::string_view bytes) {
    return bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a");
}

// Its blocks one after another.
class Reader {
public:
    Reader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

    unsigned byte() {
        if (at_ >= bytes_.size()) damaged(name_, "the file ends too early");
        return static_cast<std::uint8_t>(bytes_[at_++]);
    }
    unsigned word() {
        const unsigned low = byte();
        return low | byte() << 8;
    }
    std::string_view take(std::size_t count) {
        if (count > bytes_.size() - at_) damaged(name_, "the file ends too early");
        at_ += count;
        return bytes_.substr(at_ - count, count);
    }
    bool atEnd() const { return at_ >= bytes_.size(); }
    void skipBlocks() {
        while (const unsigned size = byte())
            take(size);
    }

private:
    std::string_view bytes_;
    const std::string& name_;
    std::size_t at_ = 0;
};

struct Frame {
    std::int64_t width = 0, height = 0;  ///< of the canvas
    std::int64_t left = 0, top = 0, frameWidth = 0, frameHeight = 0;
    bool interlaced = false;
    int clear = -1;            ///< index of what is transparent
    std::string_view palette;  ///< three bytes a colour; empty: greys
};

// Up to the pixels of the first frame.
Frame openFrame(Reader& reader, const std::string& name) {
    Frame frame;
    reader.take(6);
    frame.width = reader.word();
    frame.height = reader.word();
    const unsigned flags = reader.byte();
    reader.take(2);
    if (flags & 0x80) frame.palette = reader.take(std::size_t(3) << ((flags & 7) + 1));
    for (;;) {
        const unsigned block = reader.byte();
        if (block == 0x2C) break;
        if (block != 0x21) damaged(name, block == 0x3B ? "it has no pixels" : "its blocks are broken");
        const unsigned kind = reader.byte();
        if (kind == 0xF9) {
            const unsigned size = reader.byte();
            const std::string_view control = reader.take(size);
            if (size >= 4 && control[0] & 1) frame.clear = static_cast<std::uint8_t>(control[3]);
        }
        reader.skipBlocks();
    }
    frame.left = reader.word();
    frame.top = reader.word();
    frame.frameWidth = reader.word();
    frame.frameHeight = reader.word();
    const unsigned own = reader.byte();
    frame.interlaced = own & 0x40;
    if (own & 0x80) frame.palette = reader.take(std::size_t(3) << ((own & 7) + 1));
    // Some writers give a canvas that is too small, or none.
    frame.width = std::max(frame.width, frame.left + frame.frameWidth);
    frame.height = std::max(frame.height, frame.top + frame.frameHeight);
    return frame;
}

Header probe(std::string_view bytes, const std::string& name) {
    Reader reader(bytes, name);
    const Frame frame = openFrame(reader, name);
    return {frame.width, frame.height, 1};
}

// LZW with codes that grow up to 12 bits: calls `use` for each index until it says that it has enough.
template <class F>
void unpack(Reader& reader, const std::string& name, F use) {
    constexpr unsigned kMost = 4096;
    const unsigned smallest = reader.byte();
    if (smallest < 1 || smallest > 11) damaged(name, "its compression is broken");
    const unsigned clear = 1u << smallest, end = clear + 1;
    std::array<std::uint16_t, kMost> before{};
    std::array<std::uint8_t, kMost> last{};
    std::array<std::uint8_t, kMost + 1> out{};
    for (unsigned i = 0; i < clear; ++i)
        last[i] = static_cast<std::uint8_t>(i);
    unsigned next = end + 1, size = smallest + 1, previous = kMost;
    std::uint8_t first = 0;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (;;) {
        const unsigned count = reader.byte();
        if (count == 0) return;
        for (const char one : reader.take(count)) {
            bits |= std::uint32_t(static_cast<std::uint8_t>(one)) << held;
            held += 8;
            while (held >= size) {
                const unsigned code = bits & ((1u << size) - 1);
                bits >>= size;
                held -= size;
                if (code == end) return;
                if (code == clear) {
                    next = end + 1, size = smallest + 1, previous = kMost;
                    continue;
                }
                if (previous == kMost ? code >= clear : code > next) damaged(name, "its compression is broken");
                std::size_t length = 0;
                unsigned walk = code;
                if (code == next && previous != kMost) {
                    out[length++] = first;
                    walk = previous;
                }
                while (walk > end) {
                    out[length++] = last[walk];
                    walk = before[walk];
                }
                first = last[walk];
                out[length++] = first;
                if (previous != kMost && next < kMost) {
                    before[next] = static_cast<std::uint16_t>(previous);
                    last[next] = first;
                    if (++next == 1u << size && size < 12) ++size;
                }
                previous = code;
                while (length > 0)
                    if (!use(out[--length])) return;
            }
        }
    }
}

// Whether another frame follows. What is broken behind the first one does not matter.
bool hasMore(Reader& reader) {
    try {
        reader.skipBlocks();  // what is left of the first one
        while (!reader.atEnd()) {
            const unsigned block = reader.byte();
            if (block == 0x2C) return true;
            if (block != 0x21) return false;
            reader.byte();
            reader.skipBlocks();
        }
    } catch (const Error&) {
    }
    return false;
}

Decoded decode(std::string_view bytes, const std::string& name, GreyWindow) {
    Reader reader(bytes, name);
    const Frame frame = openFrame(reader, name);
    checkLimits(frame.width, frame.height, name);
    if (frame.frameWidth == 0 || frame.frameHeight == 0) damaged(name, "it has no pixels");

    std::array<std::array<std::uint8_t, 3>, 256> colours{};
    for (std::size_t i = 0; i < 256; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            colours[i][c] = frame.palette.empty()              ? static_cast<std::uint8_t>(i)
                            : 3 * i + c < frame.palette.size() ? static_cast<std::uint8_t>(frame.palette[3 * i + c])
                                                               : 0;
    Decoded result;
    result.image = {static_cast<int>(frame.width), static_cast<int>(frame.height), {}};
    const auto pixels = static_cast<std::size_t>(frame.width * frame.height);
    result.image.pixels.resize(pixels * 3);
    std::uint8_t* out = result.image.pixels.data();
    // What the frame does not cover is transparent, or of the first colour.
    const bool covered = frame.frameWidth == frame.width && frame.frameHeight == frame.height;
    if (!covered)
        for (std::size_t i = 0; i < pixels; ++i)
            std::copy_n(colours[static_cast<std::size_t>(std::max(frame.clear, 0))].begin(), 3, out + 3 * i);

    // Rows come in four passes when interlaced.
    struct Pass {
        std::int64_t first, step;
    };
    constexpr std::array<Pass, 4> kPasses{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    std::size_t pass = 0;
    std::int64_t x = 0, y = 0, done = 0;
    const std::int64_t wanted = frame.frameWidth * frame.frameHeight;
    bool clear = !covered && frame.clear >= 0;
    unpack(reader, name, [&](std::uint8_t index) {
        const std::int64_t at = (frame.top + y) * frame.width + frame.left + x;
        std::copy_n(colours[index].begin(), 3, out + 3 * at);
        clear = clear || index == frame.clear;
        if (++x == frame.frameWidth) {
            x = 0;
            y += frame.interlaced ? kPasses[pass].step : 1;
            while (frame.interlaced && y >= frame.frameHeight && pass + 1 < kPasses.size())
                y = kPasses[++pass].first;
        }
        return ++done < wanted;
    });
    if (done < wanted) damaged(name, "the file ends too early");
    if (clear) result.conversion.losses.push_back(kTransparencyDropped);
    if (hasMore(reader)) result.conversion.losses.push_back(kFirstFrameTaken);
    return result;
}

}  // namespace

const Codec kGif{"gif", matches, probe, decode};

}  // namespace atelier::vision
