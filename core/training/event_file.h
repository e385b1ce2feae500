#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

namespace atelier::training {

/// CRC-32C (Castagnoli), as TFRecord files use it.
std::uint32_t crc32c(std::string_view bytes);

/// TensorBoard's event file: TFRecords (length, masked CRC, bytes, masked CRC; little-endian) that each hold an Event
/// message of TensorFlow's event.proto, here with scalars only.
class EventFile {
public:
    /// Starts a new file. Throws Error (Failure).
    EventFile(const std::filesystem::path& file, double wallTime);
    /// `wallTime`: seconds since 1970. Throws Error (Failure).
    void add(double wallTime, std::int64_t step, const std::map<std::string, double>& scalars);

private:
    void write(const std::string& event);

    std::filesystem::path path_;
    std::ofstream out_;
};

}  // namespace atelier::training
