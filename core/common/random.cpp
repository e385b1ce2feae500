#include "common/random.h"

#include <cmath>
#include <numbers>

namespace atelier {
namespace {

std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::initializer_list<std::uint64_t> key) : state_(0x9E3779B97F4A7C15ULL) {
    for (std::uint64_t part : key)
        state_ = mix(state_ ^ mix(part + 0x9E3779B97F4A7C15ULL));
}

std::uint64_t Random::operator()() {
    return mix(state_ += 0x9E3779B97F4A7C15ULL);
}

double Random::uniform() {
    return static_cast<double>((*this)() >> 11) * 0x1.0p-53;
}

std::uint64_t Random::below(std::uint64_t bound) {
    const std::uint64_t rest = (0 - bound) % bound;  // draws below it would favour small results
    for (;;)
        if (const std::uint64_t draw = (*this)(); draw >= rest) return draw % bound;
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
}

double Random::normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::uint64_t stableHash(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const unsigned char c : text)
        hash = (hash ^ c) * 0x100000001B3ULL;
    return hash;
}

}  // namespace atelier
