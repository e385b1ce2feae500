#pragma once

#include "data/sample.h"

#include <QImage>
#include <QString>

namespace atelier::vision {
struct Image;
}

namespace atelier::ui {

QImage toImage(const vision::Image& image);

/// The picture as it is trained on: the engine's own decoder, upright, cropped, with shownGreys(); of a video the frame
/// at the beginning of its part. Throws Error naming the file. May be called from any thread; takes as long as decoding
/// does.
QImage loadPicture(const data::Media& media);

/// File, crop and beginning in one text, for caches and lists; loadPicture(mediaOfKey(key)) is the picture.
QString pictureKey(const data::Media& media);
data::Media mediaOfKey(const QString& key);
/// Not larger than `size`; null when it cannot be read. For threads of their own.
QImage loadThumbnail(const QString& key, const QSize& size);

/// Endings that the decoder knows, for choosers: "*.jpg", "*.png", …
QStringList pictureFilters();
/// By its ending; of what is dropped also the kinds that cannot be read, so that the import says so.
bool isPicture(const QString& path);

}  // namespace atelier::ui
