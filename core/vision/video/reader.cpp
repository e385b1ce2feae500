#include "vision/video/decoder.h"
#include "vision/video/frame_image.h"
#include "vision/video/video.h"

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

}  // namespace

struct VideoReader::State {
    State(const std::filesystem::path& path, const VideoOptions& options)
        : decoder(path, options.stop),
          info(infoOf(decoder)),
          convert(shapeOf(decoder.file().stream()), options.longestSide) {}

    VideoFrame frame() {
        return {convert(*decoder.shown()), decoder.file().secondsOf(decoder.begin()),
                decoder.file().secondsOf(decoder.end())};
    }

    VideoDecoder decoder;
    VideoInfo info;
    FrameImage convert;
};

VideoReader::VideoReader(const std::filesystem::path& path, const VideoOptions& options)
    : state_(std::make_unique<State>(path, options)) {}
VideoReader::~VideoReader() = default;
VideoReader::VideoReader(VideoReader&&) noexcept = default;
VideoReader& VideoReader::operator=(VideoReader&&) noexcept = default;

const VideoInfo& VideoReader::info() const {
    return state_->info;
}

std::optional<VideoFrame> VideoReader::next() {
    if (!state_->decoder.step()) {
        if (!state_->decoder.shown()) damagedVideo(state_->decoder.file().name(), "not one frame can be decoded");
        return {};
    }
    return state_->frame();
}

VideoFrame VideoReader::frameAt(double seconds) {
    if (!std::isfinite(seconds)) throw std::logic_error("a time that is no number");
    state_->decoder.show(state_->decoder.file().ticksOf(seconds));
    if (!state_->decoder.shown()) damagedVideo(state_->decoder.file().name(), "not one frame can be decoded");
    return state_->frame();
}

VideoInfo probeVideo(const std::filesystem::path& path) {
    return VideoReader(path).info();
}

}  // namespace atelier::vision
