#pragma once

#include "bridge/own_thread.h"
#include "hub/pull.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <mutex>
#include <optional>

namespace atelier::ui {

/// One download of a model, beside the window. What came of one that was stopped or has failed stays in the cache: the
/// next start goes on from there.
class HubDownload : public QObject {
    Q_OBJECT

public:
    explicit HubDownload(QObject* parent = nullptr);

    void start(const hub::Repository& repository, const hub::Access& access);
    void stop();
    bool running() const { return thread_.running(); }
    bool stopping() const { return running() && stopping_; }
    const hub::Repository& repository() const { return repository_; }  ///< of the last one
    const hub::PullProgress& progress() const { return progress_; }
    const QString& note() const { return note_; }                 ///< what is tried again, and why
    const std::optional<Error>& error() const { return error_; }  ///< of the last one; none: it was stopped, or is well
    const std::optional<hub::PullResult>& result() const { return result_; }

Q_SIGNALS:
    void changed();  ///< at most ten times a second
    void ended();

private:
    struct Seen {
        std::mutex mutex;
        hub::PullProgress progress;
        QString note;
    };
    void look();

    hub::Repository repository_;
    hub::PullProgress progress_;
    QString note_;
    std::optional<Error> error_;
    std::optional<hub::PullResult> result_;
    bool stopping_ = false;
    std::shared_ptr<Seen> seen_;
    QTimer timer_;
    OwnThread thread_;
};

}  // namespace atelier::ui
