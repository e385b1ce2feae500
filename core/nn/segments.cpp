#include "nn/segments.h"

#include <algorithm>

namespace atelier::nn {

Segments Segments::ofLengths(const std::vector<std::int64_t>& lengths) {
    Segments segments;
    for (const std::int64_t length : lengths)
        segments.bounds.push_back(segments.bounds.back() + length);
    return segments;
}

std::vector<std::int64_t> Segments::lengths() const {
    std::vector<std::int64_t> lengths;
    for (std::int64_t i = 0; i < count(); ++i)
        lengths.push_back(length(i));
    return lengths;
}

std::int64_t Segments::longest() const {
    std::int64_t longest = 0;
    for (std::int64_t i = 0; i < count(); ++i)
        longest = std::max(longest, length(i));
    return longest;
}

}  // namespace atelier::nn
