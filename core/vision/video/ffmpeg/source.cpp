#include "vision/video/ffmpeg/decoder.h"
#include "vision/video/ffmpeg/frame_image.h"
#include "vision/video/video_library.h"

#include <algorithm>
#include <cmath>

namespace atelier::vision {
namespace {

VideoInfo infoOf(const VideoDecoder& decoder) {
    const VideoFile& file = decoder.file();
    const AVStream& stream = file.stream();
    const FrameShape shape = shapeOf(stream);
    VideoInfo info;
    info.width = shape.width;
    info.height = shape.height;
    info.duration = std::max(0.0, file.secondsOf(decoder.streamEnd()));
    const AVRational rate = stream.avg_frame_rate.num > 0 ? stream.avg_frame_rate : stream.r_frame_rate;
    if (rate.num > 0 && rate.den > 0) info.fps = av_q2d(rate);
    info.frames = stream.nb_frames > 0 ? stream.nb_frames : std::llround(info.duration * info.fps);
    info.codec = avcodec_get_name(stream.codecpar->codec_id);
    return info;
}

FrameImage conversion(const VideoDecoder& decoder, const VideoOptions& options) {
    const FrameShape shape = shapeOf(decoder.file().stream());
    if (options.size) return FrameImage(shape, (*options.size)[0], (*options.size)[1]);
    return FrameImage(shape, options.longestSide);
}

class Source : public VideoSource {
public:
    Source(const std::filesystem::path& path, const VideoOptions& options)
        : decoder_(path, options.stop), info_(infoOf(decoder_)), convert_(conversion(decoder_, options)) {}

    const VideoInfo& info() const override { return info_; }

    std::optional<VideoFrame> next() override {
        if (!decoder_.step()) {
            requireFrame();
            return {};
        }
        return frame();
    }

    VideoFrame frameAt(double seconds) override {
        if (!std::isfinite(seconds)) throw std::logic_error("a time that is no number");
        decoder_.show(decoder_.file().ticksOf(seconds));
        requireFrame();
        return frame();
    }

private:
    void requireFrame() const {
        if (!decoder_.shown()) damagedVideo(decoder_.file().name(), "not one frame can be decoded");
    }
    VideoFrame frame() {
        return {convert_(*decoder_.shown()), decoder_.file().secondsOf(decoder_.begin()),
                decoder_.file().secondsOf(decoder_.end())};
    }

    VideoDecoder decoder_;
    VideoInfo info_;
    FrameImage convert_;
};

class Library : public VideoLibrary {
public:
    std::unique_ptr<VideoSource> open(const std::filesystem::path& path, const VideoOptions& options) const override {
        return std::make_unique<Source>(path, options);
    }
};

}  // namespace
}  // namespace atelier::vision

extern "C" const atelier::vision::VideoLibrary* atelierVideoLibrary() {
    static const atelier::vision::Library library;
    return &library;
}
