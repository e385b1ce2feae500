#include "heartbeat.h"

#include <QFile>
#include <QFont>
#include <QTextLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace atelier::ui {
namespace {

constexpr int kBeat = 5;       // ms
constexpr int kWords = 6000;   // of the text that is laid out
constexpr double kUsual = 20;  // ms for them

// Milliseconds in which this thread wanted the processor and did not get it. Whoever waits for a file or a lock does
// not want it: that stays the window's fault, as its own computing does.
qint64 starved() {
    QFile file("/proc/thread-self/schedstat");
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() / 1'000'000 : 0;
}

double layOut(const QString& text) {
    QElapsedTimer clock;
    clock.start();
    QTextLayout layout(text, QFont());
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine())
        line.setLineWidth(400);
    layout.endLayout();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

}  // namespace

qint64 Heartbeat::bearable() {
    QString text;
    for (int word = 0; word < kWords; ++word)
        text += QString::number(word * 7919) + ' ';
    std::array<double, 9> took;
    std::generate(took.begin(), took.end(), [&] { return layOut(text); });
    std::sort(took.begin(), took.end());
    return std::max<qint64>(100, std::llround(100 * took[took.size() / 2] / kUsual));
}

Heartbeat::Heartbeat() : starved_(starved()) {
    clock_.start();
    startTimer(kBeat, Qt::PreciseTimer);
}

void Heartbeat::timerEvent(QTimerEvent*) {
    const qint64 wall = clock_.restart(), before = std::exchange(starved_, starved());
    if (const qint64 own = wall - (starved_ - before); own > longest_.own) longest_ = {own, wall};
}

}  // namespace atelier::ui
