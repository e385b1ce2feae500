#pragma once

#include "vision/video/ffmpeg/video_file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>

namespace atelier::vision {

/// Decoded frames of a file in the order in which they are shown, one ahead, so that the end of each is known.
class VideoDecoder {
public:
    VideoDecoder(const std::filesystem::path& path, std::stop_token stop);

    /// Another one after show(): a file that cannot go back is opened again.
    const VideoFile& file() const { return *file_; }
    /// Of the last frame, in ticks.
    std::int64_t streamEnd() const { return streamEnd_; }

    /// Goes on by one frame; false when there is none more, and shown() stays. The first call shows the first frame.
    bool step();
    /// Shows the last frame that begins at `ticks` or before, else the first.
    void show(std::int64_t ticks);
    /// nullptr before the first step.
    const AVFrame* shown() const { return hasShown_ ? shown_.get() : nullptr; }
    std::int64_t begin() const { return shown_->pts; }
    std::int64_t end() const;

private:
    void open();
    void seekBefore(std::int64_t ticks);
    bool nearer(std::int64_t ticks) const;
    bool receive();
    bool accept();

    std::filesystem::path path_;
    std::stop_token stop_;
    std::unique_ptr<VideoFile> file_;
    Ffmpeg<AVCodecContext> codec_;
    Ffmpeg<AVPacket> packet_;
    Ffmpeg<AVFrame> shown_, coming_;
    std::int64_t streamEnd_ = 0, usual_ = 1;  // usual: a frame's length in ticks
    std::int64_t last_ = AV_NOPTS_VALUE;      // the newest time that was decoded
    bool hasShown_ = false, hasComing_ = false, started_ = false, drained_ = false, keyNeeded_ = false;
};

}  // namespace atelier::vision
