#pragma once

#include "vision/image.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace atelier::vision {

inline std::string bigEndian32(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift);
    return bytes;
}

inline std::string pngChunk(const std::string& type, const std::string& data) {
    std::uint32_t crc = ~std::uint32_t{0};
    for (const unsigned char byte : type + data) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return bigEndian32(static_cast<std::uint32_t>(data.size())) + type + data + bigEndian32(~crc);
}

/// A TIFF header with one entry: orientation. Little- or big-endian.
inline std::string exifBlock(int orientation, bool big = false) {
    const char o = static_cast<char>(orientation);
    if (big) return std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + o + std::string(6, '\0');
    return std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + o + std::string(7, '\0');
}

inline std::string withExif(const std::string& jpeg, const std::string& exif) {
    const std::string data = std::string("Exif\0\0", 6) + exif;
    const auto size = static_cast<unsigned>(data.size() + 2);
    return jpeg.substr(0, 2) + "\xFF\xE1" + static_cast<char>(size >> 8) + static_cast<char>(size & 255) + data +
           jpeg.substr(2);
}

/// A PNG's signature and header chunk, and nothing else.
inline std::string pngHeader(std::uint32_t width, std::uint32_t height) {
    return "\x89PNG\r\n\x1A\n" +
           pngChunk("IHDR", bigEndian32(width) + bigEndian32(height) + std::string("\x08\x02\0\0\0", 5));
}

/// A smooth picture in which every corner differs.
inline Image gradient(int width, int height) {
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            image.pixels.push_back(static_cast<std::uint8_t>(x * 255 / std::max(1, width - 1)));
            image.pixels.push_back(static_cast<std::uint8_t>(y * 255 / std::max(1, height - 1)));
            image.pixels.push_back(static_cast<std::uint8_t>((x + y) * 127 / std::max(1, width + height - 2)));
        }
    return image;
}

class TemporaryFile {
public:
    TemporaryFile(const std::string& name, const std::string& bytes)
        : path_(std::filesystem::temp_directory_path() / ("atelier-" + std::to_string(::getpid()) + "-" + name)) {
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace atelier::vision
