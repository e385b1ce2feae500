#pragma once

#include "vision/image.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace atelier::vision {

/// Times are seconds from the beginning of the file as players count them, so that subtitles fit them.
struct VideoInfo {
    int width = 0, height = 0;  ///< upright and with square pixels: as a frame is shown
    double duration = 0;        ///< seconds to the end of the last frame
    double fps = 0;             ///< frames a second, the average where it varies; 0: not known
    std::int64_t frames = 0;    ///< as the file says, else duration times fps: an estimate
    std::string codec;          ///< e.g. "h264"
};

/// A frame and when it is shown: [begin, end) in seconds.
struct VideoFrame {
    Image image;
    double begin = 0, end = 0;
};

/// From the headers, and a few frames where those say too little. Throws Error naming the file: missing, empty, cut off
/// before its headers, of another kind than mp4, mov, mkv, webm or avi, without a picture, or beyond the limits (16,384
/// pixels a side and 64 million in all, 64 GiB, 48 hours).
VideoInfo probeVideo(const std::filesystem::path& path);

struct VideoOptions {
    int longestSide = 0;                          ///< frames are made smaller to fit; 0: as they are
    std::stop_token stop = {};                    ///< reading then throws Error (interrupted)
    std::optional<std::array<int, 2>> size = {};  ///< width and height of each frame, whatever the proportions
};

/// Reads the frames of a local file in the order in which they are shown. Nothing else is opened, whatever the file
/// names: no network, no playlist, no other file. Damaged frames are left out: the one before stays. For one thread at
/// a time.
class VideoReader {
public:
    /// Throws what probeVideo() throws.
    explicit VideoReader(const std::filesystem::path& path, const VideoOptions& options = {});
    ~VideoReader();
    VideoReader(VideoReader&&) noexcept;
    VideoReader& operator=(VideoReader&&) noexcept;

    const VideoInfo& info() const;
    /// The frame after the last one that was read, first the first; nothing behind the last.
    std::optional<VideoFrame> next();
    /// The frame that is shown at this time: the last that begins no later (to a microsecond), also where frames are of
    /// unlike lengths or stored in another order. Before the first frame: the first; behind the end: the last.
    VideoFrame frameAt(double seconds);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace atelier::vision
