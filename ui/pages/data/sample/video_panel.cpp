#include "pages/data/sample/video_panel.h"

#include "pages/data/sample/frame_picker.h"
#include "pages/data/sample/sample_film.h"
#include "video/video_player.h"

namespace atelier::ui {

using namespace widgets;

VideoPanel::VideoPanel(QObject* parent) : QObject(parent) {
    player_ = new VideoPlayer;
    player_->setObjectName("data-video");
    frames_ = new FramePicker;
    lines_ = new TranscriptList;
    player_->hide();
    frames_->hide();
    connect(player_, &VideoPlayer::shown, this, [this](double seconds) {
        frames_->setPosition(seconds);
        lines_->setPosition(seconds);
    });
    connect(player_, &VideoPlayer::partGiven, this, [this](const std::optional<FilmRange>& part) {
        std::optional<TimeRange> range;
        if (part) range = TimeRange{part->begin, part->end};
        Q_EMIT rangeGiven(range);
    });
    connect(frames_, &FramePicker::sought, player_, &VideoPlayer::seek);
    connect(lines_, &TranscriptList::sought, player_, &VideoPlayer::seek);
    connect(frames_, &FramePicker::wanted, this, &VideoPanel::framesWanted);
    connect(lines_, &TranscriptList::opened, this, &VideoPanel::lineOpened);
}

QWidget* VideoPanel::player() const {
    return player_;
}

QWidget* VideoPanel::frames() const {
    return frames_;
}

QWidget* VideoPanel::lines() const {
    return lines_;
}

void VideoPanel::setVideo(const data::Media& video) {
    const bool same = open_ && video_.path == video.path;
    const bool moved = same && video_.range != video.range;
    video_ = video;
    open_ = true;
    player_->show();
    frames_->show();
    frames_->setVideo(video);
    if (!same) return player_->open(openFilm(video.path.string()), filmPart(video));
    player_->setPart(filmPart(video));
    // Another part of the same video, not one that is just being set here.
    if (moved && video.range && (player_->position() < video.range->begin || player_->position() >= video.range->end))
        player_->seek(video.range->begin);
}

void VideoPanel::clear() {
    if (open_) player_->open({}, {});
    open_ = false;
    player_->hide();
    frames_->hide();
    lines_->setLines({});
}

void VideoPanel::setLines(std::vector<TranscriptLine> lines) {
    if (!open_) return;
    lines_->setLines(std::move(lines));
    lines_->setPosition(player_->position());
}

void VideoPanel::setReadOnly(bool readOnly) {
    player_->setReadOnly(readOnly);
    frames_->setReadOnly(readOnly);
}

void VideoPanel::focus() {
    player_->setFocus(Qt::ShortcutFocusReason);
}

void VideoPanel::retranslate() {
    frames_->retranslate();
    lines_->retranslate();
}

}  // namespace atelier::ui
