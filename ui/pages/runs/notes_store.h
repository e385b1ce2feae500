#pragma once

#include "common/error.h"
#include "runs/run_notes.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <map>
#include <optional>

namespace atelier::ui {

/// Writes runs' tags and notes beside the window, in the order they were given; what it was given is written before it
/// ends.
class NotesStore : public QObject {
    Q_OBJECT

public:
    explicit NotesStore(QObject* parent = nullptr);
    ~NotesStore() override;

    void store(const std::filesystem::path& run, const runs::RunNotes& notes);
    /// What a list of runs is to show instead of what it has read, as it may have been read before the file was
    /// written. To be asked once a list.
    std::optional<runs::RunNotes> newer(const std::filesystem::path& run);

Q_SIGNALS:
    void stored();
    void failed(const atelier::Error& error);

private:
    struct Waiting {
        runs::RunNotes notes;
        int writes = 0;
        bool reported = false;  ///< to a list that was read meanwhile; the next one was begun after the last write
    };
    std::map<std::filesystem::path, Waiting> waiting_;
    QThreadPool pool_;
};

}  // namespace atelier::ui
