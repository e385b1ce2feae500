#pragma once

#include "common/error.h"
#include "jobs/run_notes.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <map>

namespace atelier::ui {

/// Writes runs' tags and notes beside the window, in the order they were given; what it was given is written before it
/// ends.
class NotesStore : public QObject {
    Q_OBJECT

public:
    explicit NotesStore(QObject* parent = nullptr);
    ~NotesStore() override;

    void store(const std::filesystem::path& run, const jobs::RunNotes& notes);
    /// What is being written; nullptr: the files have it.
    const jobs::RunNotes* waiting(const std::filesystem::path& run) const;

Q_SIGNALS:
    void stored();
    void failed(const atelier::Error& error);

private:
    struct Waiting {
        jobs::RunNotes notes;
        int writes = 0;
    };
    std::map<std::filesystem::path, Waiting> waiting_;
    QThreadPool pool_;
};

}  // namespace atelier::ui
