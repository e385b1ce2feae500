#include "bridge/edit_queue.h"

#include "data/store/watched.h"
#include "session.h"

#include <QMetaObject>

namespace atelier::ui {

namespace {

constexpr int kTick = 100;  // ms

}  // namespace

EditQueue::EditQueue(Session& session, QObject* parent) : QObject(parent), session_(session) {
    pool_.setMaxThreadCount(1);  // in the order they were made
    ticks_.setInterval(kTick);
    connect(&ticks_, &QTimer::timeout, this, [this] {
        if (const int percent = percent_; percent >= 0) Q_EMIT progressed(percent);
    });
}

EditQueue::~EditQueue() {
    pool_.waitForDone();
}

void EditQueue::start(const QString& dataset, Size size, std::function<std::function<void()>(data::Project&)> work) {
    if (waiting_++ == 0) {
        ticks_.start();
        Q_EMIT savingChanged();
    }
    Watch watch;
    if (size == Size::Many)
        watch = {stop_.get_token(), [this](std::int64_t done, std::int64_t total) {
                     if (total > 0) percent_ = static_cast<int>(100 * done / total);
                 }};
    pool_.start([this, dataset, watch = std::move(watch), work = std::move(work)] {
        std::function<void()> say;
        try {
            session_.write([&](data::Project& project) {
                const data::WatchedBy watched(project, watch);
                say = work(project);
            });
        } catch (const Error& error) {
            if (error.kind() == Error::Kind::Interrupted)
                say = [this, dataset] { Q_EMIT stopped(dataset); };
            else
                say = [this, dataset, error] { Q_EMIT failed(dataset, error); };
        } catch (const std::exception& error) {
            say = [this, dataset, failure = Error::failure(error.what())] { Q_EMIT failed(dataset, failure); };
        }
        percent_ = -1;
        QMetaObject::invokeMethod(
            this,
            [this, say = std::move(say)] {
                const bool last = --waiting_ == 0;
                say();
                if (last) {
                    ticks_.stop();
                    Q_EMIT savingChanged();
                }
            },
            Qt::QueuedConnection);
    });
}

void EditQueue::stop() {
    stop_.request_stop();
    stop_ = std::stop_source();
}

void EditQueue::apply(const QString& dataset, data::Edit edit) {
    start(dataset, Size::One, [this, dataset, edit = std::move(edit)](data::Project& project) -> std::function<void()> {
        data::applyEdit(project, dataset.toStdString(), edit);
        return [this, dataset] { Q_EMIT stored(dataset); };
    });
}

void EditQueue::apply(const QString& dataset, Change change) {
    start(dataset, Size::Many,
          [this, dataset, change = std::move(change)](data::Project& project) -> std::function<void()> {
              change(project);
              return [this, dataset] { Q_EMIT changed(dataset); };
          });
}

void EditQueue::undo(const QString& dataset) {
    start(dataset, Size::Many, [this, dataset](data::Project& project) -> std::function<void()> {
        auto replay = data::undo(project, dataset.toStdString());
        if (!replay) return [this] { Q_EMIT nothingToReplay(true); };
        return [this, dataset, replay = std::move(*replay)] { Q_EMIT replayed(dataset, replay, true); };
    });
}

void EditQueue::redo(const QString& dataset) {
    start(dataset, Size::Many, [this, dataset](data::Project& project) -> std::function<void()> {
        auto replay = data::redo(project, dataset.toStdString());
        if (!replay) return [this] { Q_EMIT nothingToReplay(false); };
        return [this, dataset, replay = std::move(*replay)] { Q_EMIT replayed(dataset, replay, false); };
    });
}

}  // namespace atelier::ui
