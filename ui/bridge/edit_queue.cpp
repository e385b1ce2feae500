#include "bridge/edit_queue.h"

#include "session.h"

#include <QMetaObject>

namespace atelier::ui {

EditQueue::EditQueue(Session& session, QObject* parent) : QObject(parent), session_(session) {
    pool_.setMaxThreadCount(1);  // in the order they were made
}

EditQueue::~EditQueue() {
    pool_.waitForDone();
}

void EditQueue::start(const QString& dataset, std::function<std::function<void()>(data::Project&)> work) {
    if (waiting_++ == 0) Q_EMIT savingChanged();
    pool_.start([this, dataset, work = std::move(work)] {
        std::function<void()> say;
        try {
            session_.write([&](data::Project& project) { say = work(project); });
        } catch (const Error& error) {
            say = [this, dataset, error] { Q_EMIT failed(dataset, error); };
        } catch (const std::exception& error) {
            say = [this, dataset, failure = Error::failure(error.what())] { Q_EMIT failed(dataset, failure); };
        }
        QMetaObject::invokeMethod(
            this,
            [this, say = std::move(say)] {
                const bool last = --waiting_ == 0;
                say();
                if (last) Q_EMIT savingChanged();
            },
            Qt::QueuedConnection);
    });
}

void EditQueue::apply(const QString& dataset, data::Edit edit) {
    start(dataset, [this, dataset, edit = std::move(edit)](data::Project& project) -> std::function<void()> {
        data::applyEdit(project, dataset.toStdString(), edit);
        return [this, dataset] { Q_EMIT stored(dataset); };
    });
}

void EditQueue::apply(const QString& dataset, Change change) {
    start(dataset, [this, dataset, change = std::move(change)](data::Project& project) -> std::function<void()> {
        change(project);
        return [this, dataset] { Q_EMIT changed(dataset); };
    });
}

void EditQueue::undo(const QString& dataset) {
    start(dataset, [this, dataset](data::Project& project) -> std::function<void()> {
        auto replay = data::undo(project, dataset.toStdString());
        if (!replay) return [this] { Q_EMIT nothingToReplay(true); };
        return [this, dataset, replay = std::move(*replay)] { Q_EMIT replayed(dataset, replay, true); };
    });
}

void EditQueue::redo(const QString& dataset) {
    start(dataset, [this, dataset](data::Project& project) -> std::function<void()> {
        auto replay = data::redo(project, dataset.toStdString());
        if (!replay) return [this] { Q_EMIT nothingToReplay(false); };
        return [this, dataset, replay = std::move(*replay)] { Q_EMIT replayed(dataset, replay, false); };
    });
}

}  // namespace atelier::ui
