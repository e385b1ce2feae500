#include "heartbeat.h"

#include <QFile>

namespace atelier::ui {
namespace {

constexpr int kBeat = 5;  // ms

// Milliseconds in which this thread wanted the processor and did not get it. Whoever waits for a file or a lock does
// not want it: that stays the window's fault, as its own computing does.
qint64 starved() {
    QFile file("/proc/thread-self/schedstat");
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() / 1'000'000 : 0;
}

}  // namespace

Heartbeat::Heartbeat() : starved_(starved()) {
    clock_.start();
    startTimer(kBeat, Qt::PreciseTimer);
}

void Heartbeat::timerEvent(QTimerEvent*) {
    const qint64 wall = clock_.restart(), before = std::exchange(starved_, starved());
    if (const qint64 own = wall - (starved_ - before); own > longest_.own) longest_ = {own, wall};
}

}  // namespace atelier::ui
