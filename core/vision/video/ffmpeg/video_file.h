#pragma once

#include "vision/video/ffmpeg/ffmpeg.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace atelier::vision {

/// An open file and its picture stream. The bytes come from one file descriptor of ours, so that no protocol of
/// FFmpeg's is ever used; only the demuxers of a fixed list look at them.
class VideoFile {
public:
    VideoFile(const std::filesystem::path& path, std::stop_token stop);
    ~VideoFile();
    VideoFile(const VideoFile&) = delete;
    VideoFile& operator=(const VideoFile&) = delete;

    const std::string& name() const { return name_; }
    AVFormatContext& format() const { return *format_; }
    AVStream& stream() const { return *stream_; }
    /// The time at which the file begins, in ticks of the stream.
    std::int64_t zero() const { return zero_; }
    double secondsOf(std::int64_t ticks) const;
    std::int64_t ticksOf(double seconds) const;
    /// One tick in seconds.
    double tick() const { return tick_; }

    /// The next packet of the picture stream; false at the end, also where the rest cannot be read.
    bool read(AVPacket& packet);
    /// To a place from which `ticks` can be decoded; false when the file cannot do that.
    bool seek(std::int64_t ticks);

private:
    static int readBytes(void* self, std::uint8_t* buffer, int size);
    static std::int64_t seekBytes(void* self, std::int64_t offset, int whence);
    void openFile(const std::filesystem::path& path);
    void openFormat();
    void checkStopped() const;

    std::string name_;
    std::stop_token stop_;
    int descriptor_ = -1;
    std::int64_t size_ = 0;
    Ffmpeg<AVIOContext> io_;
    Ffmpeg<AVFormatContext> format_;
    AVStream* stream_ = nullptr;
    std::int64_t zero_ = 0;
    double tick_ = 0;
};

}  // namespace atelier::vision
