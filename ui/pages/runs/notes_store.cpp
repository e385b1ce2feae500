#include "pages/runs/notes_store.h"

#include <QMetaObject>

#include <utility>

namespace atelier::ui {

NotesStore::NotesStore(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(1);
}

NotesStore::~NotesStore() {
    pool_.waitForDone();
}

void NotesStore::store(const std::filesystem::path& run, const runs::RunNotes& notes) {
    Waiting& waiting = waiting_[run];
    waiting.notes = notes;
    waiting.reported = false;
    ++waiting.writes;
    pool_.start([this, run, notes] {
        std::optional<Error> problem;
        try {
            runs::writeNotes(run, notes);
        } catch (const Error& error) {
            problem = error;
        } catch (const std::exception& error) {
            problem = Error::failure(error.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, run, problem] {
                if (const auto found = waiting_.find(run); found != waiting_.end()) --found->second.writes;
                if (problem) Q_EMIT failed(*problem);
                Q_EMIT stored();
            },
            Qt::QueuedConnection);
    });
}

std::optional<runs::RunNotes> NotesStore::newer(const std::filesystem::path& run) {
    const auto found = waiting_.find(run);
    if (found == waiting_.end()) return std::nullopt;
    if (found->second.writes == 0 && std::exchange(found->second.reported, true)) {
        waiting_.erase(found);
        return std::nullopt;
    }
    return found->second.notes;
}

}  // namespace atelier::ui
