#include "pages/runs/notes_store.h"

#include <QMetaObject>

#include <optional>

namespace atelier::ui {

NotesStore::NotesStore(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(1);
}

NotesStore::~NotesStore() {
    pool_.waitForDone();
}

void NotesStore::store(const std::filesystem::path& run, const jobs::RunNotes& notes) {
    Waiting& waiting = waiting_[run];
    waiting.notes = notes;
    ++waiting.writes;
    pool_.start([this, run, notes] {
        std::optional<Error> problem;
        try {
            jobs::writeNotes(run, notes);
        } catch (const Error& error) {
            problem = error;
        } catch (const std::exception& error) {
            problem = Error::failure(error.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, run, problem] {
                if (const auto found = waiting_.find(run); found != waiting_.end() && --found->second.writes == 0)
                    waiting_.erase(found);
                if (problem) Q_EMIT failed(*problem);
                Q_EMIT stored();
            },
            Qt::QueuedConnection);
    });
}

const jobs::RunNotes* NotesStore::waiting(const std::filesystem::path& run) const {
    const auto found = waiting_.find(run);
    return found == waiting_.end() ? nullptr : &found->second.notes;
}

}  // namespace atelier::ui
