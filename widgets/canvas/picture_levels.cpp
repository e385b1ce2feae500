#include "canvas/picture_levels.h"

#include <QPainter>

namespace atelier::widgets {
namespace {

constexpr double kPixelsFrom = 3;  // from this scale on pixels are shown as squares

}  // namespace

void PictureLevels::set(const QImage& image) {
    levels_.clear();
    if (!image.isNull())
        levels_.push_back(image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied
                                                                        : QImage::Format_RGB32));
}

const QImage& PictureLevels::image() const {
    static const QImage none;
    return levels_.empty() ? none : levels_.front();
}

// The smallest level that still has a pixel for each of the screen's: bilinear sampling then neither flickers nor
// blurs.
const QImage& PictureLevels::levelFor(double scale) {
    std::size_t level = 0;
    while (scale <= 0.5 && levels_[level].width() > 1 && levels_[level].height() > 1) {
        if (level + 1 == levels_.size())
            levels_.push_back(levels_[level].scaled((levels_[level].size() + QSize(1, 1)) / 2, Qt::IgnoreAspectRatio,
                                                    Qt::SmoothTransformation));
        ++level;
        scale *= 2;
    }
    return levels_[level];
}

void PictureLevels::paint(QPainter& painter, const ViewTransform& view, const QRectF& part, double ratio) {
    if (isNull()) return;
    const double scale = view.scale() * ratio;
    const QImage& level = levelFor(scale);
    const QRectF place = view.contentInView(), seen = place.intersected(part);
    if (seen.isEmpty()) return;
    const double x = level.width() / place.width(), y = level.height() / place.height();
    const QRectF source((seen.x() - place.x()) * x, (seen.y() - place.y()) * y, seen.width() * x, seen.height() * y);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < kPixelsFrom);
    painter.drawImage(seen, level, source);
}

}  // namespace atelier::widgets
