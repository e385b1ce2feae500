#pragma once

#include "common/watch.h"
#include "data/store/store.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::data::store {

/// An open project file and where it lies: what the functions of this room that read and change projects share. Every
/// access to `database` runs inside read() or write(), which keep SQLite's exceptions in.
class Connection {
public:
    enum class Mode { Create, Write, Read };
    /// Opens the file, and brings it to this version's format: in place where it may be written, else as a copy in
    /// memory, so that an old project on a medium that cannot be written stays readable. `readOnlyReason` is empty
    /// unless mode is Read.
    Connection(const std::filesystem::path& folder, Mode mode, std::unique_ptr<WriterLock> lock,
               std::string readOnlyReason);

    const std::filesystem::path& folder() const { return folder_; }
    const std::filesystem::path& file() const { return file_; }
    const std::string& readOnlyReason() const { return readOnlyReason_; }
    SQLite::Database& database() const { return *database_; }

    template <class F>
    auto read(F&& action) const {
        return guarded(file_, action);
    }
    /// In one transaction, kept when `action` returns. Throws Error when the project is open for reading only.
    template <class F>
    auto write(F&& action) const {
        requireWritable();
        return guarded(file_, [&] {
            SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
            if constexpr (std::is_void_v<decltype(action())>) {
                action();
                transaction.commit();
            } else {
                auto result = action();
                transaction.commit();
                return result;
            }
        });
    }

    std::optional<std::int64_t> datasetId(const std::string& name) const;
    /// Throws Error listing what there is.
    std::int64_t requireDataset(const std::string& name) const;
    std::vector<std::string> datasetNames() const;
    std::filesystem::path rootOf(std::int64_t dataset) const;

    /// Called by work on many samples with its progress; asked to stop, it throws Error (interrupted) with nothing
    /// stored.
    Watch watch;

    /// The edit of a dataset that the next one with the same key is merged into: its id and key. Not stored: nothing is
    /// merged into what an earlier run of the program did.
    std::map<std::int64_t, std::pair<std::int64_t, std::string>> openEdits;

private:
    void requireWritable() const;

    std::filesystem::path folder_, file_;
    std::unique_ptr<WriterLock> lock_;
    std::string readOnlyReason_;
    std::unique_ptr<SQLite::Database> database_;
};

}  // namespace atelier::data::store
