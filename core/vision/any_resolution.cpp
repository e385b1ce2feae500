#include "vision/any_resolution.h"

#include "common/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace atelier::vision {

Pinpoints readPinpoints(const Json& config, const std::string& where, const Pinpoints& otherwise, int tile) {
    constexpr const char* kKey = "image_grid_pinpoints";
    Pinpoints pinpoints = otherwise;
    if (const auto found = config.find(kKey); found != config.end() && !found->is_null()) {
        pinpoints.clear();
        if (!found->is_array() || found->empty())
            throw Error("\"" + std::string(kKey) + "\" must be a list of sizes", where);
        for (const Json& size : *found) {
            if (!size.is_array() || size.size() != 2 || !size[0].is_number_integer() || !size[1].is_number_integer())
                throw Error("\"" + std::string(kKey) + "\" must hold pairs of whole numbers, not " + size.dump(),
                            where);
            pinpoints.push_back({size[0].get<int>(), size[1].get<int>()});
        }
    }
    for (const auto& [height, width] : pinpoints)
        if (height < tile || width < tile || height % tile != 0 || width % tile != 0 || height > 64 * tile ||
            width > 64 * tile)
            throw Error("\"" + std::string(kKey) + "\" has " + std::to_string(height) + " x " + std::to_string(width) +
                            ", which cannot be cut into tiles of " + std::to_string(tile) + " pixels",
                        where, "take the image processor's file that belongs to the model");
    return pinpoints;
}

std::array<int, 2> bestResolution(const Pinpoints& pinpoints, int width, int height) {
    std::array<int, 2> best{};
    std::int64_t most = 0, least = std::numeric_limits<std::int64_t>::max();
    const std::int64_t pixels = std::int64_t(width) * height;
    for (const auto& size : pinpoints) {
        const double scale = std::min(static_cast<double>(size[1]) / width, static_cast<double>(size[0]) / height);
        const auto kept =
            std::min(static_cast<std::int64_t>(width * scale) * static_cast<std::int64_t>(height * scale), pixels);
        const std::int64_t empty = std::int64_t(size[0]) * size[1] - kept;
        if (best[0] == 0 || kept > most || (kept == most && empty < least)) {
            best = size;
            most = kept;
            least = empty;
        }
    }
    return best;
}

TiledFeatures TiledFeatures::of(const std::array<int, 2>& resolution, int tile, std::int64_t side, int width,
                                int height) {
    TiledFeatures features{resolution[0] / tile, resolution[1] / tile, 0, 0};
    features.rows = features.tileRows * side;
    features.columns = features.tileColumns * side;
    const auto all = static_cast<double>(features.rows), across = static_cast<double>(features.columns);
    // Rounded to seven places before it is cut, as the reference does.
    const auto cut = [](double value) { return static_cast<std::int64_t>(std::nearbyint(value * 1e7) / 1e7); };
    if (static_cast<double>(width) / height > across / all)
        features.rows -= (features.rows - cut(height * (across / width))) / 2 * 2;
    else
        features.columns -= (features.columns - cut(width * (all / height))) / 2 * 2;
    return features;
}

std::int64_t readMostTiles(const Json& config, const std::string& where) {
    constexpr const char* kKey = "vision_aspect_ratio";
    const std::string beginning = "anyres_max_";
    const auto said = jsonAt<std::string>(config, kKey, where, beginning + "9");
    std::int64_t most = 0;
    if (said.starts_with(beginning)) {
        const char* end = said.data() + said.size();
        const auto [read, error] = std::from_chars(said.data() + beginning.size(), end, most);
        if (error == std::errc() && read == end && most > 0 && most <= 4096) return most;
    }
    throw Error("unknown " + std::string(kKey) + " \"" + said + "\"", where,
                "it must be \"" + beginning + "\" and a number of tiles, such as \"" + beginning + "9\"");
}

std::array<std::int64_t, 2> shrunk(std::int64_t rows, std::int64_t columns, std::int64_t most) {
    if (most == 0) return {rows, columns};
    const double ratio = std::sqrt(static_cast<double>(rows * columns) / static_cast<double>(most));
    if (ratio <= 1.1) return {rows, columns};
    // The whole quotient from an exact remainder, as Python's operator // has it.
    const auto whole = [&](std::int64_t count) {
        const auto value = static_cast<double>(count);
        return static_cast<std::int64_t>(std::nearbyint((value - std::fmod(value, ratio)) / ratio));
    };
    return {whole(rows), whole(columns)};
}

}  // namespace atelier::vision
