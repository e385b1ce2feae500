#include "training/event_file.h"

#include "common/error.h"

#include <array>
#include <bit>
#include <type_traits>

namespace atelier::training {
namespace {

constexpr std::array<std::uint32_t, 256> kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0x82F63B78u : 0);
        table[i] = crc;
    }
    return table;
}();

// A checksum beside data that has checksums itself would be weak: TFRecord turns and shifts it.
std::uint32_t masked(std::string_view bytes) {
    return std::rotr(crc32c(bytes), 15) + 0xA282EAD8u;
}

template <class T>
std::string littleEndian(T value) {
    using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    auto bits = std::bit_cast<Bits>(value);
    std::string bytes;
    for (std::size_t i = 0; i < sizeof(T); ++i, bits >>= 8)
        bytes.push_back(static_cast<char>(bits & 0xFF));
    return bytes;
}

// Protocol buffers: a field is its number and wire type, then the value.
enum Wire : std::uint64_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

std::string varint(std::uint64_t value) {
    std::string bytes;
    for (; value >= 0x80; value >>= 7)
        bytes.push_back(static_cast<char>(value | 0x80));
    bytes.push_back(static_cast<char>(value));
    return bytes;
}

std::string tag(std::uint64_t field, Wire wire) {
    return varint(field << 3 | wire);
}

std::string message(std::uint64_t field, const std::string& bytes) {
    return tag(field, kBytes) + varint(bytes.size()) + bytes;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char byte : bytes)
        crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFF];
    return ~crc;
}

EventFile::EventFile(const std::filesystem::path& file, double wallTime)
    : path_(file), out_(file, std::ios::binary | std::ios::trunc) {
    write(tag(1, kFixed64) + littleEndian(wallTime) + message(3, "brain.Event:2"));
}

void EventFile::add(double wallTime, std::int64_t step, const std::map<std::string, double>& scalars) {
    std::string summary;
    for (const auto& [name, value] : scalars)
        summary += message(1, message(1, name) + tag(2, kFixed32) + littleEndian(static_cast<float>(value)));
    write(tag(1, kFixed64) + littleEndian(wallTime) + tag(2, kVarint) + varint(static_cast<std::uint64_t>(step)) +
          message(5, summary));
}

void EventFile::write(const std::string& event) {
    const std::string length = littleEndian(static_cast<std::uint64_t>(event.size()));
    out_ << length << littleEndian(masked(length)) << event << littleEndian(masked(event)) << std::flush;
    if (!out_)
        throw Error::failure("cannot write", path_.string(), "free some space, or leave tensorboard out of report_to");
}

}  // namespace atelier::training
