#include "vision/codecs/codec.h"

namespace atelier::vision {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;

// Bounds-checked integers of either byte order; out of range reads as 0, which is no valid tag, count or orientation.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes), big_(bytes.starts_with("MM")) {}

    std::uint32_t u16(std::size_t at) const { return number(at, 2); }
    std::uint32_t u32(std::size_t at) const { return number(at, 4); }

private:
    std::uint32_t number(std::size_t at, std::size_t size) const {
        if (at + size > bytes_.size()) return 0;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const auto byte = static_cast<std::uint8_t>(bytes_[big_ ? at + i : at + size - 1 - i]);
            value = value << 8 | byte;
        }
        return value;
    }

    std::string_view bytes_;
    bool big_;
};

}  // namespace

int exifOrientation(std::string_view exif) {
    if (exif.starts_with(std::string_view("Exif\0\0", 6))) exif.remove_prefix(6);
    if (!exif.starts_with("II") && !exif.starts_with("MM")) return 0;
    const Reader reader(exif);
    if (reader.u16(2) != 42) return 0;
    const std::size_t directory = reader.u32(4);
    const std::size_t entries = reader.u16(directory);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (reader.u16(entry) != kOrientationTag) continue;
        const std::uint32_t type = reader.u16(entry + 2);
        const std::uint32_t value = type == 4 ? reader.u32(entry + 8) : type == 3 ? reader.u16(entry + 8) : 0;
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 0;
    }
    return 0;
}

int xmpOrientation(std::string_view xmp) {
    constexpr std::string_view key = "tiff:Orientation";
    const auto at = xmp.find(key);
    if (at == std::string_view::npos) return 0;
    std::string_view rest = xmp.substr(at + key.size());
    if (rest.starts_with("=\"")) {
        rest.remove_prefix(2);
    } else if (rest.starts_with(">")) {
        rest.remove_prefix(1);
    } else {
        return 0;
    }
    return !rest.empty() && rest[0] >= '1' && rest[0] <= '8' ? rest[0] - '0' : 0;
}

int orientationOf(std::string_view exif, std::string_view xmp) {
    if (const int found = exifOrientation(exif)) return found;
    if (const int found = xmpOrientation(xmp)) return found;
    return 1;
}

}  // namespace atelier::vision
