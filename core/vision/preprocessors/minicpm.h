#pragma once

#include "vision/preprocessor.h"
#include "vision/preprocessors/config.h"
#include "vision/preprocessors/planes.h"

#include <string>

namespace atelier::vision {

/// What MiniCPM-V's processors of pictures and videos share: a picture as a whole, then in slices where it is large.
class MiniCpmSlices {
public:
    /// Throws Error (where) for settings that are not supported.
    MiniCpmSlices(const Json& config, const std::string& where);

    /// Sizes in pixels; without slices rows and columns are 0.
    struct Plan {
        int width = 0, height = 0;  ///< of the whole
        int rows = 0, columns = 0;  ///< of slices
        int sliceWidth = 0, sliceHeight = 0;
    };
    Plan planned(int width, int height) const;
    std::int64_t tokenCount(const Plan& plan) const;

    /// Patches [patches, 3, patch²] of the whole, then of the slices row by row, with the grid of each (slices.h).
    void append(const Image& image, PixelValues& result) const;

private:
    std::array<int, 2> bestSize(double width, double height, bool enlarge) const;
    std::array<int, 2> sliceGrid(int width, int height) const;

    CommonConfig common_;
    PixelTable table_{};
    int patch_ = 14, scale_ = 448, merge_ = 4;  ///< merge × merge patches are a token
    std::int64_t most_ = 9;                     ///< slices
    bool slices_ = true;
};

}  // namespace atelier::vision
