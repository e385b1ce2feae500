#pragma once

#include "vision/video/video.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace atelier::vision {

/// An open video, as VideoReader describes it.
class VideoSource {
public:
    virtual ~VideoSource() = default;
    virtual const VideoInfo& info() const = 0;
    virtual std::optional<VideoFrame> next() = 0;
    virtual VideoFrame frameAt(double seconds) = 0;
};

/// The part of the program that knows FFmpeg: libatelier_video.so beside this library, loaded at the first use.
class VideoLibrary {
public:
    virtual ~VideoLibrary() = default;
    virtual std::unique_ptr<VideoSource> open(const std::filesystem::path& path, const VideoOptions& options) const = 0;
};

/// Throws Error (Failure) where it cannot be loaded.
const VideoLibrary& videoLibrary();

}  // namespace atelier::vision
