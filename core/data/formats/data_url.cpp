#include "data/formats/data_url.h"

#include "common/error.h"
#include "common/file.h"
#include "common/random.h"
#include "vision/image_kinds.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace atelier::data {
namespace {

constexpr std::size_t kLargest = std::size_t(64) << 20;

constexpr std::array<int, 256> makeValues() {
    std::array<int, 256> values{};
    values.fill(-1);
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kDigits.size(); ++i)
        values[static_cast<unsigned char>(kDigits[i])] = static_cast<int>(i);
    return values;
}

std::filesystem::path putByContent(std::string_view bytes, const std::string& ending,
                                   const std::filesystem::path& folder) {
    const std::string name = std::to_string(stableHash(bytes)) + "-" + std::to_string(bytes.size()) + ending;
    if (!pathExists(folder / name))
        writeNewFile(folder / name, [&](int fd) { writeAll(fd, bytes.data(), bytes.size(), folder / name); });
    return folder / name;
}

}  // namespace

std::string encodeBase64(std::string_view bytes) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t three = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        for (std::size_t i = 0; i < 3; ++i)
            three = three << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= count ? kDigits[three >> (18 - 6 * i) & 63u] : '=';
    }
    return text;
}

std::string decodeBase64(std::string_view text) {
    static constexpr std::array<int, 256> kValues = makeValues();
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const int value = kValues[static_cast<unsigned char>(c)];
        if (value < 0) throw Error("broken base64");
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 0xFF);
    }
    if (held >= 6 || bytes.empty()) throw Error("base64 that ends too early");
    return bytes;
}

std::filesystem::path unpackImage(std::string_view bytes, const std::filesystem::path& folder) {
    if (bytes.size() > kLargest) throw Error("an image of more than 64 MiB");
    const vision::ImageKind* kind = vision::imageKindOf(bytes);
    if (!kind || !kind->readable)
        throw Error(kind ? std::string("an image of the kind ") + kind->title + ", which is not supported"
                         : std::string("bytes that are no image of a known type"),
                    {}, "known: " + vision::readableKinds());
    return putByContent(bytes, kind->endings.front(), folder);
}

std::filesystem::path unpackDataUrl(const std::string& url, const std::filesystem::path& folder) {
    const auto comma = url.find(',');
    const std::string head = url.substr(5, comma == std::string::npos ? comma : comma - 5);
    if (comma == std::string::npos || !head.ends_with(";base64"))
        throw Error("a data: URL that is not base64", {}, "expected data:image/png;base64,...");
    if (url.size() - comma > kLargest / 3 * 4) throw Error("a data: URL of more than 64 MiB");
    // What it says of its type may be wrong; the bytes are not.
    return unpackImage(decodeBase64(std::string_view(url).substr(comma + 1)), folder);
}

}  // namespace atelier::data
