#pragma once

#include <cstdint>
#include <vector>

namespace atelier::nn {

/// How packed tokens divide into sequences: sequence i is [bounds[i], bounds[i + 1]). No token sees another sequence.
struct Segments {
    std::vector<std::int64_t> bounds{0};

    static Segments ofLengths(const std::vector<std::int64_t>& lengths);
    std::int64_t count() const { return static_cast<std::int64_t>(bounds.size()) - 1; }
    std::int64_t begin(std::int64_t i) const { return bounds[static_cast<std::size_t>(i)]; }
    std::int64_t end(std::int64_t i) const { return bounds[static_cast<std::size_t>(i) + 1]; }
    std::int64_t length(std::int64_t i) const { return end(i) - begin(i); }
    std::int64_t total() const { return bounds.back(); }
    std::vector<std::int64_t> lengths() const;
    std::int64_t longest() const;
};

}  // namespace atelier::nn
