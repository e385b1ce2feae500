#pragma once

#include "common/error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <string>

namespace atelier::data::store {

/// SQLite's error as ours; the one boundary that SQLite::Exception crosses.
Error translated(const SQLite::Exception& error, const std::filesystem::path& file);

template <class F>
auto guarded(const std::filesystem::path& file, F&& action) {
    try {
        return action();
    } catch (const SQLite::Exception& error) {
        throw translated(error, file);
    }
}

inline constexpr int kVersion = 5;
inline constexpr int kApplicationId = 0x41746C72;  // "Atlr": `file` and we tell a project from any other SQLite file

/// Makes the tables of a new file.
void createTables(SQLite::Database& database);
/// Without any table: its making was interrupted.
bool isBlank(SQLite::Database& database);
/// Format version of the file. Throws Error unless it is a project, and one that this version can read or migrate.
int checkedVersion(SQLite::Database& database, const std::filesystem::path& file);
/// Brings a file of an older version to kVersion, whole or not at all.
void migrate(SQLite::Database& database, int version);

/// Advisory lock on `project.lock`, held until destruction; the kernel drops it when the process dies, so it is never
/// stale.
class WriterLock {
public:
    explicit WriterLock(const std::filesystem::path& folder);
    ~WriterLock();
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

    bool held() const { return held_; }
    /// Why it is not held, for a person: who has it.
    const std::string& reason() const { return reason_; }

private:
    int fd_ = -1;
    bool held_ = false;
    std::string reason_;
};

}  // namespace atelier::data::store
