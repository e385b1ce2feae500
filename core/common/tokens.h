#pragma once

#include <cstdint>

namespace atelier {

/// What a token of a sequence stands for.
enum class Modality : std::uint8_t { Text, Image, Video, Audio, Depth, Thermal, Motion };

/// Tokens [begin, end) of a sequence, or of packed sequences.
struct TokenSpan {
    std::int64_t begin = 0, end = 0;
    std::int64_t length() const { return end - begin; }
    bool operator==(const TokenSpan&) const = default;
};

}  // namespace atelier
