#pragma once

#include <QElapsedTimer>
#include <QObject>

namespace atelier::ui {

/// Longest time between two turns of the event loop. A window that stands still for a tenth of a second hangs, for
/// those who use it.
class Heartbeat : public QObject {
public:
    struct Gap {
        qint64 own = 0;   ///< milliseconds; without those in which others had the processor, as on a loaded machine
        qint64 wall = 0;  ///< milliseconds
    };

    Heartbeat();
    const Gap& longest() const { return longest_; }
    /// The gap that can be borne, milliseconds: 100, and more where the work of a window takes longer than on a usual
    /// machine, which is measured now with a text that is laid out.
    static qint64 bearable();

protected:
    void timerEvent(QTimerEvent* event) override;

private:
    QElapsedTimer clock_;
    qint64 starved_;
    Gap longest_;
};

}  // namespace atelier::ui
