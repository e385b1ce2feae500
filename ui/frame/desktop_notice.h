#pragma once

#include "studio.h"

#include <QDBusConnection>
#include <QWidget>

namespace atelier::ui {

/// Tells through the desktop (org.freedesktop.Notifications) that a training, a comparison or another long job has
/// ended, while the window is not the active one. A click on it brings the window back. Silent where no desktop
/// listens.
class DesktopNotice : public QObject {
    Q_OBJECT

public:
    /// `bus`: where the desktop is asked; the session's unless a test brings its own.
    DesktopNotice(Studio& studio, QWidget& window, const QDBusConnection& bus, QObject* parent = nullptr);
    /// Not connected where there is no session bus; none is started.
    static QDBusConnection sessionBus();

private Q_SLOTS:
    void noteEnd(client::JobId job);
    void noteClick(uint notice, const QString& action);

private:
    void send(const QString& title, const QString& text);

    Studio& studio_;
    QWidget& window_;
    QDBusConnection bus_;
    uint last_ = 0;  // the next one takes its place
};

}  // namespace atelier::ui
