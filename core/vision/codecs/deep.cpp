#include "vision/codecs/deep.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <type_traits>
#include <vector>

namespace atelier::vision {
namespace {

constexpr double kOutermost = 0.001;  // of the values at each end: dead and hot pixels
// An integer picture that fills less of its window is stretched: fewer than 32 of the 256 grey levels would be left.
constexpr double kLeastFill = 1.0 / 8;
// Floating-point values have no width that says what white is: the usual ranges count where they are well filled.
constexpr double kUsualWhites[] = {1, 255, 65535};
constexpr double kUsualFill = 1.0 / 2;
constexpr std::size_t kRanked = std::size_t(1) << 22;  // values that are put in order; more are taken evenly

struct Spread {
    double least = 0, greatest = 0;  ///< of all values
    double low = 0, high = 0;        ///< without the outermost ones
    std::size_t count = 0;           ///< of values that are numbers
    bool odd = false;                ///< some are not
};

struct Range {
    double black = 0, white = 0;
    std::string why;
};

template <class T>
bool isNumber(T value, const DeepSamples& samples) {
    if (samples.noData && static_cast<double>(value) == *samples.noData) return false;
    if constexpr (std::is_floating_point_v<T>)
        return std::isfinite(value);
    else
        return true;
}

template <class T, class F>
void forEach(const T* values, const DeepSamples& samples, F use) {
    for (std::size_t i = 0; i < samples.pixels; ++i)
        for (std::size_t c = 0; c < samples.channels; ++c)
            use(values[i * samples.stride + c]);
}

std::size_t outermost(std::size_t count) {
    return static_cast<std::size_t>(static_cast<double>(count) * kOutermost);
}

// Exact, by counting.
template <class T>
    requires(sizeof(T) <= 2)
Spread spreadOf(const T* values, const DeepSamples& samples) {
    constexpr int kLeast = std::numeric_limits<T>::min();
    std::vector<std::size_t> counts(std::size_t(std::numeric_limits<T>::max() - kLeast) + 1);
    Spread spread;
    forEach(values, samples, [&](T value) {
        if (!isNumber(value, samples)) {
            spread.odd = true;
            return;
        }
        ++counts[static_cast<std::size_t>(value - kLeast)];
        ++spread.count;
    });
    if (spread.count == 0) return spread;
    const auto ranked = [&](std::size_t rank) {
        std::size_t i = 0;
        for (std::size_t before = 0; before + counts[i] <= rank; ++i)
            before += counts[i];
        return static_cast<double>(static_cast<std::int64_t>(i) + kLeast);
    };
    const std::size_t last = spread.count - 1, out = outermost(spread.count);
    spread.least = ranked(0), spread.greatest = ranked(last);
    spread.low = ranked(out), spread.high = ranked(last - out);
    return spread;
}

template <class T>
    requires(sizeof(T) > 2)
Spread spreadOf(const T* values, const DeepSamples& samples) {
    Spread spread;
    const std::size_t total = samples.pixels * samples.channels, step = (total + kRanked - 1) / kRanked;
    std::vector<double> some;
    some.reserve(total / step + 1);
    std::size_t index = 0;
    forEach(values, samples, [&](T raw) {
        const std::size_t at = index++;
        if (!isNumber(raw, samples)) {
            spread.odd = true;
            return;
        }
        const auto value = static_cast<double>(raw);
        spread.least = spread.count ? std::min(spread.least, value) : value;
        spread.greatest = spread.count ? std::max(spread.greatest, value) : value;
        ++spread.count;
        if (at % step == 0) some.push_back(value);
    });
    spread.low = spread.least, spread.high = spread.greatest;
    if (some.empty()) return spread;
    const auto out = static_cast<std::ptrdiff_t>(outermost(some.size()));
    std::nth_element(some.begin(), some.begin() + out, some.end());
    spread.low = some[static_cast<std::size_t>(out)];
    std::nth_element(some.begin(), some.end() - 1 - out, some.end());
    spread.high = *(some.end() - 1 - out);
    return spread;
}

double largestOf(int bits) {
    return std::ldexp(1.0, bits) - 1;
}

template <class T>
Range fullRange(const DeepSamples& samples) {
    if constexpr (std::is_floating_point_v<T>)
        return {0, 1, "the usual range of floating point"};
    else if constexpr (std::is_signed_v<T>)
        return {-std::ldexp(1.0, samples.bits - 1), largestOf(samples.bits - 1), "the whole range of its type"};
    else
        return {0, largestOf(samples.bits), "the whole range of its type"};
}

// A window that says no more than the type does, or one that most values lie outside of, tells nothing of the picture.
template <class T>
bool saysSomething(const std::array<double, 2>& window, const T* values, const DeepSamples& samples,
                   const Spread& spread) {
    const auto [black, white] = window;
    if (!std::isfinite(black) || !std::isfinite(white) || black >= white) return false;
    const Range full = fullRange<T>(samples);
    if (!std::is_floating_point_v<T> && black <= full.black && white >= full.white) return false;
    std::size_t inside = 0;
    forEach(values, samples, [&](T value) {
        inside +=
            isNumber(value, samples) && static_cast<double>(value) >= black && static_cast<double>(value) <= white;
    });
    return inside >= spread.count / 2;
}

// From end to end; nothing where the picture is of one value.
std::optional<Range> stretched(const Spread& spread) {
    if (spread.high > spread.low) return Range{spread.low, spread.high, "from its darkest to its brightest values"};
    if (spread.greatest > spread.least)
        return Range{spread.least, spread.greatest, "from its darkest to its brightest value"};
    return {};
}

double spanOf(const Spread& spread) {
    return spread.high > spread.low ? spread.high - spread.low : spread.greatest - spread.least;
}

Range byBits(const Spread& spread, int bits) {
    int used = 8;
    while (used < bits && spread.high > largestOf(used))
        ++used;
    const double white = largestOf(used);
    if (const double span = spanOf(spread); span > 0 && span < white * kLeastFill) return *stretched(spread);
    return {0, white, "its values use " + std::to_string(used) + " bits"};
}

template <class T>
Range automatic(const T* values, const DeepSamples& samples, const Spread& spread) {
    if (samples.window && saysSomething(*samples.window, values, samples, spread))
        return {(*samples.window)[0], (*samples.window)[1], "as the file says"};
    if constexpr (!std::is_floating_point_v<T>) {
        if (spread.least >= 0) return byBits(spread, samples.bits - (std::is_signed_v<T> ? 1 : 0));
    } else if (spread.least >= 0) {
        for (const double white : kUsualWhites)
            if (spread.high <= white) {
                const double span = spanOf(spread);
                if (span == 0 || span >= white * kUsualFill) return {0, white, "a usual range of floating point"};
                break;
            }
    }
    if (const auto range = stretched(spread)) return *range;
    return {spread.least, spread.least + 1, "all its values are the same"};
}

template <class T>
Range chosen(const T* values, const DeepSamples& samples, const Spread& spread, GreyWindow window) {
    switch (window) {
        case GreyWindow::Full:
            return fullRange<T>(samples);
        case GreyWindow::Data:
            if (spread.greatest > spread.least)
                return {spread.least, spread.greatest, "from its least to its greatest value"};
            return automatic(values, samples, spread);
        case GreyWindow::Clip:
            return {0, 255, "what is above is white"};
        case GreyWindow::Auto:
            break;
    }
    return automatic(values, samples, spread);
}

std::string text(double value) {
    char out[40];
    std::snprintf(out, sizeof out, "%.6g", value);
    return out;
}

template <class T>
std::string kindOf(const DeepSamples& samples) {
    const std::string what = samples.channels == 1 ? " grey" : " colour";
    if constexpr (std::is_floating_point_v<T>)
        return "floating-point" + what;
    else
        return (std::is_signed_v<T> ? "signed " : "") + std::to_string(samples.bits) + "-bit" + what;
}

}  // namespace

template <class T>
Conversion toEightBits(const T* values, const DeepSamples& samples, GreyWindow window, std::uint8_t* rgb) {
    const Spread spread = spreadOf(values, samples);
    const Range range = chosen(values, samples, spread, window);
    const double scale = 255 / (range.white - range.black);
    // Pillow cuts off what is behind the point.
    const double half = window == GreyWindow::Clip ? 0 : 0.5;
    const auto level = [&](T raw) -> std::uint8_t {
        double value = static_cast<double>(raw);
        if ((samples.noData && value == *samples.noData) || std::isnan(value)) return 0;
        value = std::clamp((value - range.black) * scale + half, 0.0, 255.0);
        const auto shown = static_cast<std::uint8_t>(value);
        return samples.inverted ? std::uint8_t(255 - shown) : shown;
    };
    // The values of 16-bit pictures come again and again.
    std::vector<std::uint8_t> table;
    if constexpr (sizeof(T) <= 2) {
        for (int value = std::numeric_limits<T>::min(); value <= std::numeric_limits<T>::max(); ++value)
            table.push_back(level(static_cast<T>(value)));
    }
    const auto shown = [&](T value) {
        if constexpr (sizeof(T) <= 2)
            return table[static_cast<std::size_t>(value - std::numeric_limits<T>::min())];
        else
            return level(value);
    };
    for (std::size_t i = 0; i < samples.pixels; ++i, values += samples.stride, rgb += 3) {
        rgb[0] = shown(values[0]);
        rgb[1] = samples.channels == 1 ? rgb[0] : shown(values[1]);
        rgb[2] = samples.channels == 1 ? rgb[0] : shown(values[2]);
    }
    Conversion conversion;
    const double dark = samples.inverted ? range.white : range.black,
                 bright = samples.inverted ? range.black : range.white;
    conversion.greys =
        kindOf<T>(samples) + ": " + text(dark) + " is black, " + text(bright) + " is white (" + range.why + ")";
    if (spread.odd) conversion.losses.push_back("pixels without a value are black");
    return conversion;
}

template Conversion toEightBits(const std::uint16_t*, const DeepSamples&, GreyWindow, std::uint8_t*);
template Conversion toEightBits(const std::int8_t*, const DeepSamples&, GreyWindow, std::uint8_t*);
template Conversion toEightBits(const std::int16_t*, const DeepSamples&, GreyWindow, std::uint8_t*);
template Conversion toEightBits(const std::uint32_t*, const DeepSamples&, GreyWindow, std::uint8_t*);
template Conversion toEightBits(const std::int32_t*, const DeepSamples&, GreyWindow, std::uint8_t*);
template Conversion toEightBits(const float*, const DeepSamples&, GreyWindow, std::uint8_t*);
template Conversion toEightBits(const double*, const DeepSamples&, GreyWindow, std::uint8_t*);

}  // namespace atelier::vision
