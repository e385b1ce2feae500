#include "vision/preprocessors/config.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

// One number a channel, or one for all.
std::array<double, 3> channelsAt(const Json& config, const std::string& key, const std::string& where,
                                 const std::array<double, 3>& fallback) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) return fallback;
    std::array<double, 3> values{};
    if (found->is_number()) {
        values.fill(found->get<double>());
    } else {
        if (!found->is_array() || found->size() != 3) throw Error("\"" + key + "\" must be three numbers", where);
        for (std::size_t i = 0; i < 3; ++i) {
            if (!(*found)[i].is_number()) throw Error("\"" + key + "\" must be three numbers", where);
            values[i] = (*found)[i].get<double>();
        }
    }
    return values;
}

Filter filterAt(const Json& config, const std::string& where, Filter fallback) {
    const auto found = config.find("resample");
    if (found == config.end() || found->is_null()) return fallback;
    switch (jsonAt<std::int64_t>(config, "resample", where)) {  // Pillow's numbers
        case 1:
            return Filter::Lanczos;
        case 2:
            return Filter::Bilinear;
        case 3:
            return Filter::Bicubic;
        default:
            throw Error("\"resample\" must be 1 (Lanczos), 2 (bilinear) or 3 (bicubic)", where);
    }
}

}  // namespace

CommonConfig CommonConfig::read(const Json& config, const std::string& where, const CommonConfig& defaults) {
    CommonConfig common = defaults;
    common.resize = jsonAt<bool>(config, "do_resize", where, common.resize);
    common.rescale = jsonAt<bool>(config, "do_rescale", where, common.rescale);
    common.normalize = jsonAt<bool>(config, "do_normalize", where, common.normalize);
    common.rescaleFactor = jsonAt<double>(config, "rescale_factor", where, common.rescaleFactor);
    common.mean = channelsAt(config, "image_mean", where, common.mean);
    common.deviation = channelsAt(config, "image_std", where, common.deviation);
    for (const double deviation : common.deviation)
        if (!(deviation > 0) || !std::isfinite(deviation)) throw Error("\"image_std\" must be above zero", where);
    common.filter = filterAt(config, where, common.filter);
    return common;
}

std::array<std::array<float, 256>, 3> CommonConfig::table() const {
    std::array<std::array<float, 256>, 3> table;
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t level = 0; level < 256; ++level) {
            double value = static_cast<double>(level);
            if (rescale) value *= rescaleFactor;
            if (normalize) value = (value - mean[channel]) / deviation[channel];
            table[channel][level] = static_cast<float>(value);
        }
    return table;
}

std::int64_t countAt(const Json& object, const std::string& key, const std::string& where, std::int64_t fallback,
                     std::int64_t low, std::int64_t high) {
    const auto value = jsonAt<std::int64_t>(object, key, where, fallback);
    if (value < low || value > high)
        throw Error("\"" + key + "\" must lie between " + std::to_string(low) + " and " + std::to_string(high) +
                        ", not be " + std::to_string(value),
                    where);
    return value;
}

PixelLimits PixelLimits::read(const Json& config, const std::string& where, const PixelLimits& defaults) {
    constexpr std::int64_t kMaxPixelLimit = std::int64_t(1) << 40;
    PixelLimits limits = defaults;
    const auto take = [&](const Json& object, const char* low, const char* high, const std::string& place) {
        limits.minimum = countAt(object, low, place, limits.minimum, 1, kMaxPixelLimit);
        limits.maximum = countAt(object, high, place, limits.maximum, 1, kMaxPixelLimit);
    };
    if (const auto size = config.find("size"); size != config.end() && !size->is_null()) {
        take(*size, "min_pixels", "max_pixels", where + ": size");
        take(*size, "shortest_edge", "longest_edge", where + ": size");
    }
    take(config, "min_pixels", "max_pixels", where);
    if (limits.minimum > limits.maximum) throw Error("the lower limit of pixels is above the upper one", where);
    return limits;
}

void PixelLimits::replace(std::int64_t minPixels, std::int64_t maxPixels) {
    if (minPixels > 0) minimum = minPixels;
    if (maxPixels > 0) maximum = maxPixels;
    if (maxPixels > 0) minimum = std::min(minimum, maximum);
    if (minPixels > 0) maximum = std::max(minimum, maximum);
}

}  // namespace atelier::vision
