#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include <functional>

namespace atelier::ui {

/// loadThumbnail() that decodes large pictures once: what it makes of them is kept in the project, unless that is open
/// for reading only.
std::function<QImage(const QString& key, const QSize& size)> keptThumbnails(const QString& project, bool readOnly);

}  // namespace atelier::ui
