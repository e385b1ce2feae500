#pragma once

#include "data/sample.h"
#include "data/video/write_frames.h"
#include "pages/data/sample/transcript_list.h"

#include <QObject>

#include <vector>

namespace atelier::widgets {
class VideoPlayer;
}

namespace atelier::ui {

class FramePicker;

/// What a sample view shows of a video: player, picked frames and lines of the transcript, which point at the same
/// time. Its widgets stand where the view puts them.
class VideoPanel : public QObject {
    Q_OBJECT

public:
    explicit VideoPanel(QObject* parent = nullptr);
    QWidget* player() const;
    QWidget* frames() const;
    QWidget* lines() const;

    void setVideo(const data::Media& video);
    void clear();  ///< hides all of it
    void setLines(std::vector<TranscriptLine> lines);
    void setReadOnly(bool readOnly);
    void focus();
    void retranslate();

Q_SIGNALS:
    void rangeGiven(const std::optional<atelier::TimeRange>& range);
    void framesWanted(const std::vector<double>& times, atelier::data::FrameUse use);
    void lineOpened(std::int64_t row);

private:
    data::Media video_;
    bool open_ = false;
    widgets::VideoPlayer* player_;
    FramePicker* frames_;
    TranscriptList* lines_;
};

}  // namespace atelier::ui
