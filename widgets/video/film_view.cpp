#include "video/film_view.h"

#include "theme/theme.h"

#include <QPainter>

namespace atelier::widgets {

FilmView::FilmView(QWidget* parent) : QWidget(parent) {
    connect(&theme(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FilmView::setImage(const QImage& image) {
    image_ = image;
    update();
}

void FilmView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().color(Role::SurfaceSunken));
    if (image_.isNull()) return;
    const QSize size = image_.size().scaled(this->size(), Qt::KeepAspectRatio);
    const QRect place(QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, image_);
}

void FilmView::mousePressEvent(QMouseEvent*) {
    Q_EMIT pressed();
}

}  // namespace atelier::widgets
