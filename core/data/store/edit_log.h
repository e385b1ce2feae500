#pragma once

#include "data/store/edits.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atelier::data::store {

/// One sample before and after an edit, as it is kept. `partial`: of a sample that was there before and after only what
/// differs is kept, the rest of both is at its default, and `parts` names it by its keys in JSON.
struct KeptChange {
    std::int64_t row = 0;
    std::optional<Sample> before, after;
    bool partial = false;
    std::set<std::string> parts = {};
};

/// Sets what a partial change keeps.
void setParts(Sample& sample, const Sample& kept, const std::set<std::string>& parts);
/// Whether the sample has what a partial change keeps.
bool hasParts(const Sample& sample, const Sample& kept, const std::set<std::string>& parts);

/// One dataset's rows of `edits` and `edit_changes`, inside the caller's transaction. Linear: done edits first, then
/// those that were undone.
class EditLog {
public:
    EditLog(SQLite::Database& database, std::int64_t dataset, std::filesystem::path root);

    /// A new edit without changes yet.
    std::int64_t begin(const std::string& description, const EditWords& words);
    /// Adds a change to edit `id`; of a sample that it has changed already, what it was before stays.
    void add(std::int64_t id, std::int64_t row, const Sample* before, const Sample* after);
    /// Must be called behind the last add(); `changes`: how many there were since begin().
    void finish(std::int64_t id, std::int64_t changes);
    void dropUndone();
    /// Down to what history keeps.
    void dropOldest();

    std::optional<std::int64_t> lastDone();
    std::optional<std::int64_t> firstUndone();
    void setUndone(std::int64_t id, bool undone);

    enum class Kind {
        Removals,  ///< nothing after it
        Others,
    };
    /// In the order of rows; `back`: before and after are exchanged.
    void forEach(std::int64_t id, Kind kind, bool back, const std::function<void(KeptChange&&)>& use);
    EditInfo info(std::int64_t id);
    std::vector<EditInfo> all();

private:
    std::optional<std::int64_t> idOf(const char* query);
    void drop(std::int64_t id);
    void put(std::int64_t id, std::int64_t row, const Sample* before, const Sample* after);
    void bindSample(int index, const Sample* sample, bool withoutId);
    KeptChange changeOf(SQLite::Statement& row) const;

    SQLite::Database& database_;
    std::int64_t dataset_;
    std::filesystem::path root_;
    SQLite::Statement known_, put_;
    std::int64_t begun_ = 0;  // the edit that this made
    std::int64_t added_ = 0;  // bytes
};

}  // namespace atelier::data::store
