#pragma once

#include "vision/image.h"
#include "vision/video/ffmpeg/ffmpeg.h"

namespace atelier::vision {

/// How the frames of a stream are shown.
struct FrameShape {
    int width = 0, height = 0;  ///< upright, with square pixels
    int quarters = 0;           ///< turns of 90 degrees clockwise that make a stored frame upright
};
FrameShape shapeOf(const AVStream& stream);

/// Frames to RGB, with the colour matrix and range that they name; without one BT.709 from 720 lines on, else BT.601.
class FrameImage {
public:
    /// Of these frames, not longer than `longestSide`; 0: as they are.
    FrameImage(const FrameShape& shape, int longestSide);
    /// Exactly this large, whatever the proportions.
    FrameImage(const FrameShape& shape, int width, int height)
        : width_(width), height_(height), quarters_(shape.quarters) {}
    Image operator()(const AVFrame& frame);

private:
    int width_, height_, quarters_;
    Ffmpeg<SwsContext> scaler_;
};

}  // namespace atelier::vision
