#include "pages/data/sample/picture.h"

#include "data/augmentation/open_media.h"
#include "shown_greys.h"
#include "vision/image.h"
#include "vision/image_kinds.h"
#include "vision/video/video.h"

#include <array>
#include <cstring>

namespace atelier::ui {
namespace {

constexpr QChar kSeparator('\n');
const QString kVideo("video");

}  // namespace

QImage toImage(const vision::Image& image) {
    QImage made(image.width, image.height, QImage::Format_RGB888);
    const auto bytes = static_cast<std::size_t>(image.width) * 3;
    for (int y = 0; y < image.height; ++y)
        std::memcpy(made.scanLine(y), image.pixels.data() + static_cast<std::size_t>(y) * bytes, bytes);
    return made;
}

QImage loadPicture(const data::Media& media) {
    if (media.kind == data::Media::Kind::Video)
        return toImage(vision::VideoReader(media.path).frameAt(media.range ? media.range->begin : 0).image);
    return toImage(data::openMedia(media, shownGreys()));
}

QString pictureKey(const data::Media& media) {
    QString key = QString::fromStdString(media.path.string());
    if (media.kind == data::Media::Kind::Video) key += kSeparator + kVideo;
    if (media.kind == data::Media::Kind::Video && media.range)
        key += ' ' + QString::number(media.range->begin, 'g', 17);
    if (const auto& box = media.crop)
        for (const double edge : {box->left, box->top, box->right, box->bottom})
            key += kSeparator + QString::number(edge, 'g', 17);
    return key;
}

data::Media mediaOfKey(const QString& key) {
    // From the end: a file's name may hold the separator itself.
    data::Media media;
    QStringList parts = key.split(kSeparator);
    if (parts.size() > 4) {
        bool numbers = true;
        std::array<double, 4> edges{};
        for (int i = 0; i < 4; ++i) {
            bool ok = false;
            edges[static_cast<std::size_t>(i)] = parts[parts.size() - 4 + i].toDouble(&ok);
            numbers = numbers && ok;
        }
        if (numbers) {
            media.crop = Box{edges[0], edges[1], edges[2], edges[3]};
            parts.resize(parts.size() - 4);
        }
    }
    if (const QStringList last = parts.last().split(' '); parts.size() > 1 && last.first() == kVideo) {
        media.kind = data::Media::Kind::Video;
        if (last.size() > 1) media.range = TimeRange{last.last().toDouble(), last.last().toDouble()};
        parts.removeLast();
    }
    media.path = parts.join(kSeparator).toStdString();
    return media;
}

QImage loadThumbnail(const QString& key, const QSize& size) {
    try {
        const QImage image = loadPicture(mediaOfKey(key));
        if (image.width() <= size.width() && image.height() <= size.height()) return image;
        return image.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    } catch (const std::exception&) {
        return {};
    }
}

QStringList pictureFilters() {
    QStringList filters;
    for (const vision::ImageKind& kind : vision::imageKinds())
        if (kind.readable)
            for (const std::string& ending : kind.endings)
                filters << QString::fromStdString("*" + ending);
    return filters;
}

bool isPicture(const QString& path) {
    return vision::looksLikeImage(path.toStdString());
}

}  // namespace atelier::ui
