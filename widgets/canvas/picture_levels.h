#pragma once

#include "canvas/view_transform.h"

#include <QImage>

#include <vector>

class QPainter;

namespace atelier::widgets {

/// A picture with its half, its quarter, ..., made when they are needed, so that small scales neither flicker nor blur.
class PictureLevels {
public:
    void set(const QImage& image);
    bool isNull() const { return levels_.empty(); }
    const QImage& image() const;
    /// The part of it that lies in `part` of the view, on a device of `ratio` pixels per logical one.
    void paint(QPainter& painter, const ViewTransform& view, const QRectF& part, double ratio);

private:
    const QImage& levelFor(double scale);

    std::vector<QImage> levels_;
};

}  // namespace atelier::widgets
