#pragma once

#include "vision/preprocessor.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace atelier::vision {

/// Sizes in pixels, height before width, to one of which a picture is fitted before it is cut into tiles (LLaVA-NeXT
/// and LLaVA-OneVision).
using Pinpoints = std::vector<std::array<int, 2>>;

/// "image_grid_pinpoints" of a config; `otherwise` where it is not there. Throws Error (where) unless they are positive
/// multiples of `tile`.
Pinpoints readPinpoints(const Json& config, const std::string& where, const Pinpoints& otherwise, int tile);

/// The one that keeps most of the picture's pixels; of several the one that leaves the least empty.
std::array<int, 2> bestResolution(const Pinpoints& pinpoints, int width, int height);

/// Of a picture in tiles of `side` x `side` features each: which of the features show the picture and not what it was
/// padded with.
struct TiledFeatures {
    std::int64_t tileRows = 0, tileColumns = 0;
    std::int64_t rows = 0, columns = 0;  ///< kept, in the middle of all

    static TiledFeatures of(const std::array<int, 2>& resolution, int tile, std::int64_t side, int width, int height);
};

/// "vision_aspect_ratio" of a config, as "anyres_max_9": how many tiles' features a picture may have before they are
/// shrunk; 9 where it is not there. Throws Error (where) for another word.
std::int64_t readMostTiles(const Json& config, const std::string& where);

/// Rows and columns to which so many features are shrunk that there are about `most` of them. They stay where they are
/// hardly more, and where `most` is 0.
std::array<std::int64_t, 2> shrunk(std::int64_t rows, std::int64_t columns, std::int64_t most);

/// A preprocessor that gives a picture as a whole in one tile and then in tiles, [1 + tiles, 3, side, side].
class TiledPreprocessor : public Preprocessor {
public:
    virtual TiledFeatures tiled(int width, int height) const = 0;
    /// For models that see each of several pictures so: the whole picture in one tile, [1, 3, side, side], with margins
    /// of the mean colour that make it square.
    virtual PixelValues processWhole(const Image& image) const = 0;
};

}  // namespace atelier::vision
