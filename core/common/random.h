#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier {

/// Counter-based 64-bit generator (splitmix64), seeded from a tuple such as {seed, epoch, sample}: what is drawn for
/// one sample never depends on what was drawn before, so a resume in mid-epoch is exact. Same numbers on every
/// platform.
class Random {
public:
    Random(std::initializer_list<std::uint64_t> key);

    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~std::uint64_t{0}; }
    result_type operator()();

    /// Uniform in [0, 1).
    double uniform();
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Uniform in [0, bound); bound > 0. Unbiased.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [low, high], both included.
    std::int64_t between(std::int64_t low, std::int64_t high);
    /// Standard normal (Box-Muller).
    double normal();

    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[below(i)]);
    }

private:
    std::uint64_t state_;
};

/// FNV-1a of a string: a stable number for a sample id.
std::uint64_t stableHash(std::string_view text);

}  // namespace atelier
