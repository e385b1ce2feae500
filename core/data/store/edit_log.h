#pragma once

#include "data/store/edits.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atelier::data::store {

/// One dataset's rows of `edits` and `edit_changes`, inside the caller's transaction. Linear: done edits first, then
/// those that were undone.
class EditLog {
public:
    struct Changes {
        std::vector<Change> changes;
        std::vector<std::int64_t> rows;  ///< of `samples`, one a change
    };

    EditLog(SQLite::Database& database, std::int64_t dataset, std::filesystem::path root);

    std::int64_t append(const std::string& description, const EditWords& words, const std::vector<Change>& changes,
                        const std::vector<std::int64_t>& rows);
    /// Adds changes that came after those of edit `id`: what a sample was before it stays.
    void extend(std::int64_t id, const std::vector<Change>& changes, const std::vector<std::int64_t>& rows);
    void dropUndone();
    /// Down to what history keeps.
    void dropOldest();

    std::optional<std::int64_t> lastDone();
    std::optional<std::int64_t> firstUndone();
    void setUndone(std::int64_t id, bool undone);
    Changes read(std::int64_t id);
    EditInfo info(std::int64_t id);
    std::vector<EditInfo> all();

private:
    std::optional<std::int64_t> idOf(const char* query);
    void drop(std::int64_t id);
    void bindSample(SQLite::Statement& statement, int index, const std::optional<Sample>& sample) const;
    std::optional<Sample> sampleOf(const SQLite::Column& column) const;

    SQLite::Database& database_;
    std::int64_t dataset_;
    std::filesystem::path root_;
};

}  // namespace atelier::data::store
