#include "vision/image.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

// The inner loops multiply 32-bit integers, for which plain x86-64 has no vector instruction. Sanitizers cannot
// instrument the resolver that picks a clone at load time.
#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ATELIER_CLONES
#endif
#endif
#ifndef ATELIER_CLONES
#define ATELIER_CLONES __attribute__((target_clones("avx2", "default")))
#endif
#else
#define ATELIER_CLONES
#endif

namespace atelier::vision {
namespace {

constexpr int kPrecision = 22;  // 8-bit samples and a sign leave this many bits for the weight, as in Pillow

double kernel(Filter filter, double x) {
    x = std::abs(x);
    switch (filter) {
        case Filter::Bilinear:
            return x < 1.0 ? 1.0 - x : 0.0;
        case Filter::Bicubic: {
            constexpr double a = -0.5;
            if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
            if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
            return 0.0;
        }
        case Filter::Lanczos: {
            if (x >= 3.0) return 0.0;
            if (x == 0.0) return 1.0;
            const double angle = x * std::numbers::pi, third = x / 3 * std::numbers::pi;
            return std::sin(angle) / angle * (std::sin(third) / third);
        }
    }
    throw std::logic_error("unknown filter");
}

double supportOf(Filter filter) {
    return filter == Filter::Bilinear ? 1.0 : filter == Filter::Bicubic ? 2.0 : 3.0;
}

// Output sample i is the sum of weights[i * width + k] * input[first[i] + k] for k < count[i].
struct Taps {
    std::size_t width = 0;
    std::vector<int> first, count;
    std::vector<std::int32_t> weights;
};

Taps planTaps(int in, int out, Filter filter) {
    const double scale = static_cast<double>(in) / out, stretch = std::max(scale, 1.0);
    const double support = supportOf(filter) * stretch, inverse = 1.0 / stretch;
    Taps taps;
    taps.width = static_cast<std::size_t>(std::ceil(support)) * 2 + 1;
    taps.weights.resize(taps.width * static_cast<std::size_t>(out));
    std::vector<double> row(taps.width);
    for (int i = 0; i < out; ++i) {
        const double center = (i + 0.5) * scale;
        const int first = std::max(static_cast<int>(center - support + 0.5), 0);
        const int count = std::min(static_cast<int>(center + support + 0.5), in) - first;
        double sum = 0;
        for (int k = 0; k < count; ++k) {
            row[std::size_t(k)] = kernel(filter, (k + first - center + 0.5) * inverse);
            sum += row[std::size_t(k)];
        }
        for (int k = 0; k < count; ++k) {
            const double weight = (sum != 0.0 ? row[std::size_t(k)] / sum : row[std::size_t(k)]) * (1 << kPrecision);
            taps.weights[std::size_t(i) * taps.width + std::size_t(k)] =
                static_cast<std::int32_t>(weight < 0 ? weight - 0.5 : weight + 0.5);
        }
        taps.first.push_back(first);
        taps.count.push_back(count);
    }
    return taps;
}

inline std::uint8_t narrowed(std::int32_t sum) {
    return static_cast<std::uint8_t>(std::clamp(sum >> kPrecision, 0, 255));
}

// Weighted sum of `count` rows of kLanes samples each, `stride` apart.
constexpr std::size_t kLanes =
    96;  // 32 image rows of one pixel in the horizontal pass; a cut of a row in the vertical one

inline __attribute__((always_inline)) void sumLanes(const std::uint8_t* in, std::size_t stride,
                                                    const std::int32_t* weights, int count, std::uint8_t* out) {
    std::int32_t sums[kLanes];
    for (std::int32_t& sum : sums)
        sum = 1 << (kPrecision - 1);
    for (int k = 0; k < count; ++k, in += stride) {
        const std::int32_t weight = weights[k];
        for (std::size_t j = 0; j < kLanes; ++j)
            sums[j] += in[j] * weight;
    }
    for (std::size_t j = 0; j < kLanes; ++j)
        out[j] = narrowed(sums[j]);
}

// Bands of 32 rows, turned so that the samples of one column lie side by side: the sum over neighbours then runs over
// whole vectors.
ATELIER_CLONES void resizeRows(const std::uint8_t* in, std::size_t inWidth, std::size_t height, const Taps& taps,
                               std::uint8_t* out, std::uint8_t* turnedIn, std::uint8_t* turnedOut) {
    constexpr std::size_t band = kLanes / 3;
    const std::size_t outWidth = taps.first.size();
    for (std::size_t top = 0; top < height; top += band) {
        const std::size_t rows = std::min(band, height - top);
        for (std::size_t r = 0; r < rows; ++r) {
            const std::uint8_t* row = in + (top + r) * inWidth * 3;
            for (std::size_t x = 0; x < inWidth; ++x)
                for (std::size_t c = 0; c < 3; ++c)
                    turnedIn[x * kLanes + r * 3 + c] = row[x * 3 + c];
        }
        for (std::size_t x = 0; x < outWidth; ++x)
            sumLanes(turnedIn + std::size_t(taps.first[x]) * kLanes, kLanes, taps.weights.data() + x * taps.width,
                     taps.count[x], turnedOut + x * kLanes);
        for (std::size_t r = 0; r < rows; ++r) {
            std::uint8_t* row = out + (top + r) * outWidth * 3;
            for (std::size_t x = 0; x < outWidth; ++x)
                for (std::size_t c = 0; c < 3; ++c)
                    row[x * 3 + c] = turnedOut[x * kLanes + r * 3 + c];
        }
    }
}

ATELIER_CLONES void resizeColumns(const std::uint8_t* in, std::size_t stride, const Taps& taps, std::uint8_t* out) {
    for (std::size_t y = 0; y < taps.first.size(); ++y) {
        const std::uint8_t* rows = in + std::size_t(taps.first[y]) * stride;
        const std::int32_t* weights = taps.weights.data() + y * taps.width;
        std::size_t x = 0;
        for (; x + kLanes <= stride; x += kLanes)
            sumLanes(rows + x, stride, weights, taps.count[y], out + y * stride + x);
        for (; x < stride; ++x) {
            std::int32_t sum = 1 << (kPrecision - 1);
            for (int k = 0; k < taps.count[y]; ++k)
                sum += rows[std::size_t(k) * stride + x] * weights[k];
            out[y * stride + x] = narrowed(sum);
        }
    }
}

Image blank(int width, int height) {
    return {width, height, std::vector<std::uint8_t>(std::size_t(width) * std::size_t(height) * 3)};
}

Image resizeWidth(const Image& image, int width, Filter filter) {
    const Taps taps = planTaps(image.width, width, filter);
    Image out = blank(width, image.height);
    std::vector<std::uint8_t> turnedIn(std::size_t(image.width) * kLanes), turnedOut(std::size_t(width) * kLanes);
    resizeRows(image.pixels.data(), std::size_t(image.width), std::size_t(image.height), taps, out.pixels.data(),
               turnedIn.data(), turnedOut.data());
    return out;
}

Image resizeHeight(const Image& image, int height, Filter filter) {
    const Taps taps = planTaps(image.height, height, filter);
    Image out = blank(image.width, height);
    resizeColumns(image.pixels.data(), std::size_t(image.width) * 3, taps, out.pixels.data());
    return out;
}

}  // namespace

Image resize(const Image& image, int width, int height, Filter filter) {
    if (width <= 0 || height <= 0 || image.width <= 0 || image.height <= 0)
        throw std::logic_error("resize: an image has at least one pixel");
    if (width == image.width) return height == image.height ? image : resizeHeight(image, height, filter);
    Image wide = resizeWidth(image, width, filter);
    return height == image.height ? wide : resizeHeight(wide, height, filter);
}

}  // namespace atelier::vision
