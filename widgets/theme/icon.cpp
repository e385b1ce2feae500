#include "theme/icon.h"

#include "theme/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <stdexcept>

namespace atelier::widgets {
namespace {

class ThemedIcon : public QIconEngine {
public:
    ThemedIcon(QString name, QByteArray drawing, Role role, Role checkedRole)
        : name_(std::move(name)), drawing_(std::move(drawing)), role_(role), checkedRole_(checkedRole) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : qGuiApp->devicePixelRatio();
        painter->drawPixmap(rect.topLeft(), scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal ratio) override {
        if (size.isEmpty()) return {};  // a button squeezed to nothing
        const QColor color = theme().color(mode == QIcon::Disabled                         ? Role::TextFaint
                                           : mode == QIcon::Selected || state == QIcon::On ? checkedRole_
                                                                                           : role_);
        const QString key =
            QString("icon/%1/%2x%3@%4/%5").arg(name_).arg(size.width()).arg(size.height()).arg(ratio).arg(color.rgba());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        QSvgRenderer(QByteArray(drawing_).replace("currentColor", color.name().toLatin1()))
            .render(&painter, QRectF(QPointF(), QSizeF(size)));
        painter.end();
        pixmap.setDevicePixelRatio(ratio);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }
    QIconEngine* clone() const override { return new ThemedIcon(name_, drawing_, role_, checkedRole_); }

private:
    QString name_;
    QByteArray drawing_;
    Role role_, checkedRole_;
};

}  // namespace

QIcon icon(const QString& name, Role role, Role checkedRole) {
    QFile file(":/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly)) throw std::logic_error("no icon of the name " + name.toStdString());
    return QIcon(new ThemedIcon(name, file.readAll(), role, checkedRole));
}

}  // namespace atelier::widgets
