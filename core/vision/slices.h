#pragma once

#include <cstdint>

namespace atelier::vision {

/// Preprocessors that give a large picture as a whole and then in slices (MiniCPM-V) say of what a grid is where others
/// have its time: of the whole, or of a slice of row n, counted from 1.
inline constexpr std::int64_t kWholePicture = 0;

}  // namespace atelier::vision
