#include "pages/data/gallery/kept_thumbnails.h"

#include "data/store/thumbnails.h"
#include "pages/data/sample/picture.h"
#include "shown_greys.h"

#include <QBuffer>

#include <algorithm>

namespace atelier::ui {
namespace {

constexpr int kSide = 512;    // pixels of what is kept: enough for cards of any width but the widest on dense screens
constexpr int kQuality = 88;  // JPEG's

QImage fitted(const QImage& image, const QSize& size) {
    if (image.isNull() || (image.width() <= size.width() && image.height() <= size.height())) return image;
    return image.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

std::function<QImage(const QString&, const QSize&)> keptThumbnails(const QString& project, bool readOnly) {
    return [store = std::make_shared<data::Thumbnails>(project.toStdString(), readOnly)](const QString& key,
                                                                                         const QSize& size) {
        if (std::max(size.width(), size.height()) > kSide) return loadThumbnail(key, size);
        const std::string file = mediaOfKey(key).path.string();
        std::string what = key.toStdString().substr(file.size());
        if (shownGreys() != vision::GreyWindow::Auto) what += "\n" + vision::nameOf(shownGreys());
        const auto kept = data::Thumbnails::keyOf(file, what);
        if (!kept) return QImage();
        if (const auto bytes = store->find(*kept))
            if (const auto image = QImage::fromData(QByteArray::fromStdString(*bytes), "JPEG"); !image.isNull())
                return fitted(image, size);
        const QImage image = loadThumbnail(key, {kSide, kSide});
        // A smaller picture is decoded as fast as it is looked up.
        if (std::max(image.width(), image.height()) == kSide) {
            QByteArray bytes;
            QBuffer buffer(&bytes);
            if (image.save(&buffer, "JPEG", kQuality)) store->keep(*kept, bytes.toStdString());
        }
        return fitted(image, size);
    };
}

}  // namespace atelier::ui
