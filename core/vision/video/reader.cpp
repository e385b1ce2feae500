#include "vision/video/video_library.h"

namespace atelier::vision {

struct VideoReader::State {
    std::unique_ptr<VideoSource> source;
};

VideoReader::VideoReader(const std::filesystem::path& path, const VideoOptions& options)
    : state_(std::make_unique<State>(videoLibrary().open(path, options))) {}
VideoReader::~VideoReader() = default;
VideoReader::VideoReader(VideoReader&&) noexcept = default;
VideoReader& VideoReader::operator=(VideoReader&&) noexcept = default;

const VideoInfo& VideoReader::info() const {
    return state_->source->info();
}

std::optional<VideoFrame> VideoReader::next() {
    return state_->source->next();
}

VideoFrame VideoReader::frameAt(double seconds) {
    return state_->source->frameAt(seconds);
}

VideoInfo probeVideo(const std::filesystem::path& path) {
    return VideoReader(path).info();
}

}  // namespace atelier::vision
