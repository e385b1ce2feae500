#pragma once

#include <array>
#include <vector>

namespace atelier::vision {

/// Rectangles of at most `most` tiles, as {rows, columns}, in the order in which Llama 3.2 Vision numbers them from 1.
std::vector<std::array<int, 2>> tileArrangements(int most);

}  // namespace atelier::vision
