#include "vision/video/ffmpeg/frame_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace atelier::vision {
namespace {

// FFmpeg's old names of full-range formats, which its scaler warns of.
AVPixelFormat plainFormat(int format, bool& full) {
    switch (format) {
        case AV_PIX_FMT_YUVJ420P:
            full = true;
            return AV_PIX_FMT_YUV420P;
        case AV_PIX_FMT_YUVJ422P:
            full = true;
            return AV_PIX_FMT_YUV422P;
        case AV_PIX_FMT_YUVJ444P:
            full = true;
            return AV_PIX_FMT_YUV444P;
        case AV_PIX_FMT_YUVJ440P:
            full = true;
            return AV_PIX_FMT_YUV440P;
        default:
            return static_cast<AVPixelFormat>(format);
    }
}

Image turned(Image image, int quarters) {
    if (quarters == 0) return image;
    const int w = image.width, h = image.height;
    Image out{quarters % 2 ? h : w, quarters % 2 ? w : h, std::vector<std::uint8_t>(image.pixels.size())};
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x) {
            const int fromX = quarters == 1 ? y : quarters == 2 ? w - 1 - x : w - 1 - y;
            const int fromY = quarters == 1 ? h - 1 - x : quarters == 2 ? h - 1 - y : x;
            std::memcpy(out.pixels.data() + (std::size_t(y) * out.width + x) * 3,
                        image.pixels.data() + (std::size_t(fromY) * w + fromX) * 3, 3);
        }
    return out;
}

}  // namespace

FrameShape shapeOf(const AVStream& stream) {
    FrameShape shape{stream.codecpar->width, stream.codecpar->height};
    const AVRational pixel =
        stream.sample_aspect_ratio.num > 0 ? stream.sample_aspect_ratio : stream.codecpar->sample_aspect_ratio;
    if (pixel.num > 0 && pixel.den > 0) {
        const double ratio = std::clamp(av_q2d(pixel), 0.1, 10.0);
        shape.width = std::max(1, static_cast<int>(std::lround(shape.width * ratio)));
    }
    std::size_t size = 0;
    if (const auto* matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
        matrix && size >= 9 * sizeof(std::int32_t)) {
        const double angle = av_display_rotation_get(reinterpret_cast<const std::int32_t*>(matrix));
        if (std::isfinite(angle)) shape.quarters = (static_cast<int>(std::lround(-angle / 90)) % 4 + 4) % 4;
    }
    if (shape.quarters % 2) std::swap(shape.width, shape.height);
    return shape;
}

FrameImage::FrameImage(const FrameShape& shape, int longestSide)
    : width_(shape.width), height_(shape.height), quarters_(shape.quarters) {
    const int longest = std::max(width_, height_);
    if (longestSide > 0 && longest > longestSide) {
        const double scale = double(longestSide) / longest;
        width_ = std::max(1, static_cast<int>(std::lround(width_ * scale)));
        height_ = std::max(1, static_cast<int>(std::lround(height_ * scale)));
    }
}

Image FrameImage::operator()(const AVFrame& frame) {
    Image image{quarters_ % 2 ? height_ : width_, quarters_ % 2 ? width_ : height_, {}};
    bool full = frame.color_range == AVCOL_RANGE_JPEG;
    const AVPixelFormat format = plainFormat(frame.format, full);
    scaler_.reset(sws_getCachedContext(scaler_.release(), frame.width, frame.height, format, image.width, image.height,
                                       AV_PIX_FMT_RGB24, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr,
                                       nullptr, nullptr));
    if (!scaler_) throw Error("the video's colours are of a kind that cannot be shown");
    int space = frame.colorspace;
    if (space == AVCOL_SPC_UNSPECIFIED || space == AVCOL_SPC_RGB)
        space = frame.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601;
    sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(space), full, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0,
                             1 << 16, 1 << 16);
    // The scaler writes in blocks: rows of their own, with room behind them.
    const int stride = (image.width * 3 + 63) / 64 * 64;
    std::vector<std::uint8_t> rows(static_cast<std::size_t>(stride) * image.height + 64);
    std::uint8_t* planes[4] = {rows.data()};
    const int strides[4] = {stride};
    if (sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, planes, strides) < image.height)
        throw Error("a frame of the video cannot be turned into a picture");
    const std::size_t bytes = std::size_t(image.width) * 3;
    image.pixels.resize(bytes * image.height);
    for (int y = 0; y < image.height; ++y)
        std::memcpy(image.pixels.data() + y * bytes, rows.data() + std::size_t(y) * stride, bytes);
    return turned(std::move(image), quarters_);
}

}  // namespace atelier::vision
