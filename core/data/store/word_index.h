#pragma once

#include "data/sample.h"
#include "data/store/row_set.h"
#include "data/store/terms.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace atelier::data::store {

/// Keeps the terms of a dataset's samples (terms.h), inside the caller's transaction: for each term the rows that have
/// it. Changes are collected and stored together.
class WordIndex {
public:
    WordIndex(SQLite::Database& database, std::int64_t dataset);

    void add(std::int64_t row, const Sample& sample);
    void remove(std::int64_t row, const Sample& sample);
    /// `tags`, `others`: what of the sample has changed; of what has changed both must be whole.
    void change(std::int64_t row, const Sample& before, const Sample& after, bool tags, bool others);
    /// Must be called before the transaction ends.
    void flush();

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    void note(const std::string& term, std::int64_t row, bool has);

    SQLite::Statement select_, put_, erase_, know_;
    std::int64_t lastBlock_;  // that has terms already
    // term -> its changes, each a row and, in the lowest bit, whether the row has it now
    std::unordered_map<std::string, std::vector<std::int64_t>, Hash, std::equal_to<>> changes_;
    std::size_t size_ = 0;
};

/// Reads the index of one dataset.
class WordSearch {
public:
    WordSearch(SQLite::Database& database, std::int64_t dataset);

    /// False for a project of an older version that cannot be changed.
    bool there() const { return there_; }
    RowSet with(const std::string& term);

    struct Found {
        RowSet rows;
        bool exact = false;  ///< else there are rows among them that do not have the text
    };
    /// Rows with a text in their turns, transcriptions, labels or names of files; nothing where the index cannot tell.
    std::optional<Found> having(std::string_view folded);

private:
    void addWith(const std::string& term, RowSet& rows);
    RowSet withPiece(const Piece& piece);
    RowSet withWords(const std::string& condition, const Piece& piece);

    SQLite::Database& database_;
    std::int64_t dataset_;
    bool there_ = false;
    std::vector<std::int64_t> blocks_;
    SQLite::Statement one_;
};

/// Brings the samples of datasets that are in no index yet into one.
void indexAll(SQLite::Database& database);

}  // namespace atelier::data::store
