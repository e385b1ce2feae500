#pragma once

#include "video/film.h"

#include <QSlider>

#include <optional>

namespace atelier::widgets {

/// Where a film is, in milliseconds, with a part of it marked. A press goes there at once.
class SeekBar : public QSlider {
    Q_OBJECT

public:
    explicit SeekBar(QWidget* parent = nullptr);
    void setPart(const std::optional<FilmRange>& part);
    QSize sizeHint() const override;

Q_SIGNALS:
    void sought(double seconds);  ///< by hand

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    double placeOf(double milliseconds) const;
    void seekTo(double x);

    std::optional<FilmRange> part_;
};

}  // namespace atelier::widgets
