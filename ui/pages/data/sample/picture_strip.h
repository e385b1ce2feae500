#pragma once

#include "data/sample.h"

#include <QListWidget>

#include <vector>

namespace atelier::ui {

/// The pictures of a sample in a row, to choose from; hidden for a single one.
class PictureStrip : public QListWidget {
    Q_OBJECT

public:
    explicit PictureStrip(QWidget* parent = nullptr);
    void setMedia(const std::vector<data::Media>& media);
    void setChosen(int media);

Q_SIGNALS:
    void chosen(int media);

private:
    std::uint64_t turn_ = 0;
};

}  // namespace atelier::ui
