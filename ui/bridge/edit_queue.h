#pragma once

#include "common/error.h"
#include "data/store/edits.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>

namespace atelier::ui {

class Session;

/// Stores what a person changes, one after another beside the window, so that no disk and no import holds it up. What
/// was asked for is stored before the queue ends.
class EditQueue : public QObject {
    Q_OBJECT

public:
    using Change = std::function<std::optional<std::int64_t>(data::Project&)>;  ///< gives the edit's id, if any

    explicit EditQueue(Session& session, QObject* parent = nullptr);
    ~EditQueue() override;

    void apply(const QString& dataset, data::Edit edit);
    /// Of many samples: says `changed` for the whole dataset.
    void apply(const QString& dataset, Change change);
    /// What changes many samples, waiting or running, ends with nothing done; what one sample's edits are is stored.
    void stop();
    void undo(const QString& dataset);
    void redo(const QString& dataset);
    bool saving() const { return waiting_ > 0; }

Q_SIGNALS:
    /// saving() has changed.
    void savingChanged();
    /// One sample's edit is on disk; it shows already.
    void stored(const QString& dataset);
    /// Many samples are other than what is shown.
    void changed(const QString& dataset);
    void replayed(const QString& dataset, const atelier::data::Replay& replay, bool undone);
    void nothingToReplay(bool undo);
    /// Of a change of many samples, while it runs.
    void progressed(int percent);
    void stopped(const QString& dataset);
    /// What was asked for last is not on disk.
    void failed(const QString& dataset, const atelier::Error& error);

private:
    // `work` runs beside the window and gives what is to be said in it.
    enum class Size { One, Many };  // samples
    void start(const QString& dataset, Size size, std::function<std::function<void()>(data::Project&)> work);

    Session& session_;
    QThreadPool pool_;
    QTimer ticks_;
    std::stop_source stop_;
    std::atomic<int> percent_ = -1;  // of what runs; -1: nobody knows
    int waiting_ = 0;
};

}  // namespace atelier::ui
