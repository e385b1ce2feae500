#pragma once

#include "data/sample.h"
#include "data/video/write_frames.h"

#include <QWidget>

#include <stop_token>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace atelier::ui {

/// Picks frames of a video and offers what may become of them. Frames are found beside the window; another choice stops
/// that.
class FramePicker : public QWidget {
    Q_OBJECT

public:
    explicit FramePicker(QWidget* parent = nullptr);
    ~FramePicker() override;
    void setVideo(const data::Media& video);
    void setPosition(double seconds) { position_ = seconds; }
    void setReadOnly(bool readOnly);
    void retranslate();

Q_SIGNALS:
    void sought(double seconds);
    /// Times ascend.
    void wanted(const std::vector<double>& times, atelier::data::FrameUse use);

private:
    void pick();
    void take(const std::vector<double>& times);
    void forget();
    void update();
    std::vector<double> times() const;

    data::Media video_;
    double position_ = 0;
    bool readOnly_ = false, busy_ = false;
    QString problem_;
    std::stop_source stop_;
    std::uint64_t turn_ = 0;

    QLabel *title_, *note_;
    QComboBox* how_;
    QDoubleSpinBox* value_;
    QSpinBox* most_;
    QPushButton *pick_, *samples_, *pictures_;
    QListWidget* strip_;
};

}  // namespace atelier::ui
