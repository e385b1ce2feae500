#pragma once

#include "data/sample.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QToolButton;

namespace atelier::widgets {
class ImageCanvas;
}

namespace atelier::ui {

/// The pictures of a sample and frames of its videos with their length, one at a time, decoded beside the window. What
/// cannot be shown says why in its place.
class SamplePicture : public QWidget {
    Q_OBJECT

public:
    explicit SamplePicture(QWidget* parent = nullptr);

    void setImages(const std::vector<data::Media>& images);
    void retranslate();

private:
    void load();
    void showImage(int index);
    void tellPlace();

    std::vector<data::Media> images_;
    int shown_ = 0;
    bool loading_ = false;
    double seconds_ = 0;                 ///< of the video that is shown; 0: a picture is
    std::optional<data::Media> wanted_;  ///< to be shown; differs from what is being loaded after a quick walk
    widgets::ImageCanvas* canvas_;
    QWidget* chooser_;
    QToolButton *previous_, *next_;
    QLabel* place_;
};

}  // namespace atelier::ui
