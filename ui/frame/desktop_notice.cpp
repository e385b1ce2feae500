#include "frame/desktop_notice.h"

#include "bridge/engine_look.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>

#include <array>

namespace atelier::ui {
namespace {

constexpr const char* kService = "org.freedesktop.Notifications";
constexpr const char* kPath = "/org/freedesktop/Notifications";

// What a person leaves alone and comes back to.
bool isLong(const std::string& kind) {
    constexpr std::array kShort{"import", "model_info", "try"};
    return !isLook(kind) && std::find(kShort.begin(), kShort.end(), kind) == kShort.end();
}

}  // namespace

DesktopNotice::DesktopNotice(Studio& studio, QWidget& window, const QDBusConnection& bus, QObject* parent)
    : QObject(parent), studio_(studio), window_(window), bus_(bus) {
    connect(&studio_.jobs(), &JobCenter::finished, this, &DesktopNotice::noteEnd);
    connect(&studio_, &Studio::endedElsewhere, this, [this](const QString& title, const QString& text) {
        if (bus_.isConnected() && !window_.isActiveWindow()) send(title, text);
    });
    if (bus_.isConnected())
        bus_.connect(kService, kPath, kService, "ActionInvoked", this, SLOT(noteClick(uint, QString)));
}

QDBusConnection DesktopNotice::sessionBus() {
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") &&
        !QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + "/bus"))
        return QDBusConnection("none");
    return QDBusConnection::sessionBus();
}

void DesktopNotice::noteEnd(client::JobId job) {
    if (!bus_.isConnected() || window_.isActiveWindow()) return;
    const client::JobStatus status = studio_.jobs().status(job);
    if (!isLong(status.spec.kind)) return;
    const QString title = QString::fromStdString(status.spec.title);
    switch (status.state) {
        case protocol::State::Done:
            return send(tr("%1: done").arg(title), {});
        case protocol::State::Failed:
            return send(tr("%1: failed").arg(title),
                        status.error ? QString::fromStdString(status.error->message()) : QString());
        default:
            return;  // stopped: by the person who would read this
    }
}

void DesktopNotice::send(const QString& title, const QString& text) {
    auto call = QDBusMessage::createMethodCall(kService, kPath, kService, "Notify");
    // A body is markup where the desktop knows it.
    call << QString("Atelier") << last_ << QString("atelier") << title << text.toHtmlEscaped()
         << QStringList{"default", tr("Show")} << QVariantMap{} << -1;
    auto* watcher = new QDBusPendingCallWatcher(bus_.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* ended) {
        const QDBusPendingReply<uint> reply = *ended;
        if (reply.isValid()) last_ = reply.value();
        ended->deleteLater();
    });
}

void DesktopNotice::noteClick(uint notice, const QString&) {
    if (notice != last_) return;
    window_.setWindowState(window_.windowState() & ~Qt::WindowMinimized);
    window_.raise();
    window_.activateWindow();
}

}  // namespace atelier::ui
