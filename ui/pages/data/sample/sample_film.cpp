#include "pages/data/sample/sample_film.h"

#include "pages/data/sample/picture.h"
#include "vision/video/video.h"

namespace atelier::ui {
namespace {

class VideoFile : public widgets::Film {
public:
    VideoFile(const std::string& path, std::stop_token stop) : reader_(path, {0, std::move(stop)}) {}
    double duration() const override { return reader_.info().duration; }
    widgets::FilmFrame at(double seconds) override {
        const vision::VideoFrame frame = reader_.frameAt(seconds);
        return {toImage(frame.image), frame.begin, frame.end};
    }

private:
    vision::VideoReader reader_;
};

}  // namespace

widgets::OpenFilm openFilm(const std::string& path) {
    return [path](std::stop_token stop) { return std::make_unique<VideoFile>(path, std::move(stop)); };
}

std::optional<widgets::FilmRange> filmPart(const data::Media& media) {
    if (!media.range) return {};
    return widgets::FilmRange{media.range->begin, media.range->end};
}

}  // namespace atelier::ui
