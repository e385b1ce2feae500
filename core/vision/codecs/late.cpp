// Kinds whose libraries are large: they are known here, and read by a part that is loaded when the first such picture
// is opened.
#include "vision/codecs/late.h"

#include "common/error.h"
#include "common/part.h"

#include <algorithm>

namespace atelier::vision {
namespace {

using namespace std::string_view_literals;

const LateCodec& loaded(const LoadedPart& part, void* entry, const char* title, const char* package,
                        const std::string& name) {
    using Entry = const LateCodec* (*)();
    if (entry) return *reinterpret_cast<Entry>(entry)();
    throw Error(std::string("is a picture of the kind ") + title +
                    ", for which this installation has no decoder: " + part.reason,
                name,
                std::string("install Debian's package ") + package + " (to build with it: " + package +
                    "-dev, as packaging/setup does), or convert the file to PNG");
}

const LateCodec& heif(const char* title, const std::string& name) {
    static LoadedPart part = loadPart("libatelier_heif.so");
    static void* const entry = part.entry("atelierLateCodec");
    return loaded(part, entry, title, "libheif", name);
}

const LateCodec& jpeg2000(const std::string& name) {
    static LoadedPart part = loadPart("libatelier_jpeg2000.so");
    static void* const entry = part.entry("atelierLateCodec");
    return loaded(part, entry, "JPEG 2000", "libopenjp2-7", name);
}

std::uint32_t bigEndian(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i)
        value = value << 8 | static_cast<std::uint8_t>(i < bytes.size() ? bytes[i] : 0);
    return value;
}

// Whether a file of ISO's base media format names one of the brands, as its own or as one that it agrees with.
bool hasBrand(std::string_view bytes, std::initializer_list<std::string_view> brands) {
    if (bytes.size() < 16 || bytes.substr(4, 4) != "ftyp") return false;
    const std::size_t end = std::min<std::size_t>({bigEndian(bytes, 0), bytes.size(), 256});
    for (std::size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        if (std::find(brands.begin(), brands.end(), bytes.substr(at, 4)) != brands.end()) return true;
    return false;
}

bool isAvif(std::string_view bytes) {
    return hasBrand(bytes, {"avif", "avis"});
}
bool isHeic(std::string_view bytes) {
    return !isAvif(bytes) && hasBrand(bytes, {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"});
}
Header probeAvif(std::string_view bytes, const std::string& name) {
    return heif("AVIF", name).probe(bytes, name);
}
Header probeHeic(std::string_view bytes, const std::string& name) {
    return heif("HEIC", name).probe(bytes, name);
}
Decoded decodeAvif(std::string_view bytes, const std::string& name, GreyWindow window) {
    return heif("AVIF", name).decode(bytes, name, window);
}
Decoded decodeHeic(std::string_view bytes, const std::string& name, GreyWindow window) {
    return heif("HEIC", name).decode(bytes, name, window);
}

constexpr std::string_view kCodestream = "\xFF\x4F\xFF\x51"sv, kBoxes = "\0\0\0\x0CjP  \r\n\x87\n"sv;

bool isJpeg2000(std::string_view bytes) {
    return bytes.starts_with(kCodestream) || bytes.starts_with(kBoxes);
}

// From the codestream's first segment, which alone counts; the boxes before it may say anything.
Header probeJpeg2000(std::string_view bytes, const std::string& name) {
    std::size_t at = bytes.starts_with(kCodestream) ? 0 : bytes.find(kCodestream);
    if (at > bytes.size() || bytes.size() - at < 24) damaged(name, "the JPEG 2000 header ends too early");
    at += 8;  // two marks, the segment's length and its capabilities
    const std::int64_t right = bigEndian(bytes, at), bottom = bigEndian(bytes, at + 4), left = bigEndian(bytes, at + 8),
                       top = bigEndian(bytes, at + 12);
    return {right - left, bottom - top, 1};
}

Decoded decodeJpeg2000(std::string_view bytes, const std::string& name, GreyWindow window) {
    const Header header = probeJpeg2000(bytes, name);
    checkLimits(header.width, header.height, name);
    return jpeg2000(name).decode(bytes, name, window);
}

}  // namespace

const Codec kAvif{"avif", isAvif, probeAvif, decodeAvif};
const Codec kHeic{"heic", isHeic, probeHeic, decodeHeic};
const Codec kJpeg2000{"jpeg2000", isJpeg2000, probeJpeg2000, decodeJpeg2000};

}  // namespace atelier::vision
