#include "vision/codecs/kinds.h"

#include "common/error.h"
#include "vision/image_kinds.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

namespace atelier::vision {
namespace {

using namespace std::string_view_literals;

bool startsWith(std::string_view bytes, std::string_view start, std::size_t at = 0) {
    return bytes.size() >= at && bytes.substr(at).starts_with(start);
}

// The brand of a file of ISO's base media format (HEIF, MP4, …); empty: it is none.
std::string_view brandOf(std::string_view bytes) {
    return bytes.size() >= 12 && startsWith(bytes, "ftyp", 4) ? bytes.substr(8, 4) : std::string_view();
}

// Marks in a text may follow blanks and a byte order mark.
bool startsWithTag(std::string_view bytes, std::initializer_list<std::string_view> tags) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    while (!bytes.empty() && std::isspace(static_cast<unsigned char>(bytes.front())))
        bytes.remove_prefix(1);
    std::string head(bytes.substr(0, 16));
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::any_of(tags.begin(), tags.end(), [&](std::string_view tag) { return head.starts_with(tag); });
}

struct Kind {
    ImageKind kind;
    const Codec* codec;  // nullptr: known by name only
    bool (*matches)(std::string_view bytes) = nullptr;
};

template <class F>
Kind foreign(const char* format, const char* title, std::vector<std::string> endings, F matches) {
    return {{format, title, std::move(endings), false}, nullptr, matches};
}

bool byEndingOnly(std::string_view) {
    return false;
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {{"jpeg", "JPEG", {".jpg", ".jpeg", ".jpe", ".jfif"}, true}, &kJpeg},
        {{"png", "PNG", {".png", ".apng"}, true}, &kPng},
        {{"webp", "WebP", {".webp"}, true}, &kWebp},
        {{"tiff", "TIFF", {".tif", ".tiff"}, true}, &kTiff},
        {{"bmp", "BMP", {".bmp", ".dib"}, true}, &kBmp},
        {{"gif", "GIF", {".gif"}, true}, &kGif},
        {{"avif", "AVIF", {".avif"}, true}, &kAvif},
        {{"heic", "HEIC", {".heic", ".heif"}, true}, &kHeic},
        {{"jpeg2000", "JPEG 2000", {".jp2", ".j2k", ".jpf", ".jpx", ".j2c", ".jpc"}, true}, &kJpeg2000},
        foreign(
            "jxl", "JPEG XL", {".jxl"},
            [](std::string_view b) { return b.starts_with("\xFF\x0A"sv) || b.starts_with("\0\0\0\x0CJXL \r\n"sv); }),
        foreign("svg", "SVG", {".svg", ".svgz"},
                [](std::string_view b) {
                    return startsWithTag(b, {"<svg"}) ||
                           (startsWithTag(b, {"<?xml", "<!doctype svg"}) && b.substr(0, 1024).find("<svg") != b.npos);
                }),
        foreign("psd", "Photoshop", {".psd", ".psb"}, [](std::string_view b) { return b.starts_with("8BPS"); }),
        foreign("dicom", "DICOM", {".dcm", ".dicom"}, [](std::string_view b) { return startsWith(b, "DICM", 128); }),
        foreign("exr", "OpenEXR", {".exr"}, [](std::string_view b) { return b.starts_with("v/1\x01"); }),
        foreign("hdr", "Radiance HDR", {},
                [](std::string_view b) { return b.starts_with("#?RADIANCE") || b.starts_with("#?RGBE"); }),
        foreign("netpbm", "Netpbm", {".pbm", ".pgm", ".ppm", ".pnm", ".pam"},
                [](std::string_view b) {
                    return b.size() > 3 && b[0] == 'P' && b[1] >= '1' && b[1] <= '7' &&
                           std::isspace(static_cast<unsigned char>(b[2]));
                }),
        foreign("ico", "icon", {".ico", ".cur"},
                [](std::string_view b) { return b.starts_with("\0\0\1\0"sv) || b.starts_with("\0\0\2\0"sv); }),
        foreign("tga", "Targa", {".tga"}, byEndingOnly),
        foreign("fits", "FITS", {".fits"}, [](std::string_view b) { return b.starts_with("SIMPLE  ="); }),
        foreign("dds", "DirectDraw", {".dds"}, [](std::string_view b) { return b.starts_with("DDS "); }),
        foreign("jxr", "JPEG XR", {".jxr", ".wdp", ".hdp"},
                [](std::string_view b) { return b.starts_with("II\xBC\x01"sv); }),
        foreign("djvu", "DjVu", {".djvu"}, [](std::string_view b) { return b.starts_with("AT&TFORM"); }),
        foreign("raw", "camera raw", {".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".raf", ".rw2"},
                [](std::string_view b) {
                    return brandOf(b) == "crx " || b.starts_with("FUJIFILMCCD-RAW") || startsWith(b, "CR\2", 8);
                }),
    };
    return all;
}

// What else stands in files that are called pictures.
const char* otherContent(std::string_view bytes) {
    if (bytes.starts_with("version https://git-lfs")) return "a pointer of Git LFS in place of the picture";
    if (startsWithTag(bytes, {"<!doctype html", "<html"})) return "a web page";
    if (bytes.starts_with("%PDF-")) return "a PDF document";
    if (!brandOf(bytes).empty() || (bytes.starts_with("RIFF") && startsWith(bytes, "AVI ", 8)) ||
        bytes.starts_with("\x1A\x45\xDF\xA3"))
        return "a video or sound";
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\x1F\x8B") || bytes.starts_with("7z\xBC\xAF"))
        return "an archive";
    return nullptr;
}

// Foreign ones first: some camera raws are TIFFs to who does not know them.
const Kind* kindOf(std::string_view bytes) {
    for (const Kind& kind : kinds())
        if (!kind.codec && kind.matches(bytes)) return &kind;
    for (const Kind& kind : kinds())
        if (kind.codec && kind.codec->matches(bytes)) return &kind;
    return nullptr;
}

std::string endingOf(const std::filesystem::path& file) {
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending;
}

const ImageKind* kindByEnding(const std::string& ending) {
    for (const ImageKind& kind : imageKinds())
        if (std::find(kind.endings.begin(), kind.endings.end(), ending) != kind.endings.end()) return &kind;
    return nullptr;
}

std::string headOf(const std::filesystem::path& file) {
    std::string head(256, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return head;
}

std::string notSupported(const ImageKind& kind) {
    return std::string("is a picture of the kind ") + kind.title + ", which is not supported";
}

}  // namespace

std::span<const ImageKind> imageKinds() {
    static const std::vector<ImageKind> all = [] {
        std::vector<ImageKind> list;
        for (const Kind& kind : kinds())
            list.push_back(kind.kind);
        return list;
    }();
    return all;
}

std::string readableKinds() {
    std::string text;
    for (const ImageKind& kind : imageKinds())
        if (kind.readable) text += (text.empty() ? "" : ", ") + std::string(kind.title);
    return text;
}

const ImageKind* imageKindOf(std::string_view bytes) {
    const Kind* kind = kindOf(bytes);
    return kind ? &kind->kind : nullptr;
}

bool looksLikeImage(const std::filesystem::path& file) {
    const std::string ending = endingOf(file);
    if (!ending.empty()) return kindByEnding(ending) != nullptr;
    std::error_code ignored;
    if (file.filename().string().starts_with('.') || !std::filesystem::is_regular_file(file, ignored)) return false;
    const ImageKind* kind = imageKindOf(headOf(file));
    return kind && kind->readable;
}

std::string whyUnreadable(const std::filesystem::path& file) {
    const ImageKind* named = kindByEnding(endingOf(file));
    if (!named || named->readable) return {};
    // The name may be wrong, but a camera's raw file opens as a TIFF that holds a small preview.
    const ImageKind* kind = imageKindOf(headOf(file));
    const bool preview = kind && named->format == "raw"sv && kind->format == "tiff"sv;
    return kind && kind->readable && !preview ? std::string() : notSupported(kind && !preview ? *kind : *named);
}

const Codec& codecOf(std::string_view bytes, const std::string& name) {
    if (bytes.empty()) throw Error("the file is empty", name, "replace it or leave it out");
    const Kind* kind = kindOf(bytes);
    if (kind && kind->codec) return *kind->codec;
    const std::string hint = "convert it to PNG; pictures that are read: " + readableKinds();
    if (kind) throw Error(notSupported(kind->kind), name, hint);
    if (const char* other = otherContent(bytes))
        throw Error(std::string("is no picture but ") + other, name, "replace the file or leave it out");
    throw Error("is no image of a known format", name, hint);
}

}  // namespace atelier::vision
