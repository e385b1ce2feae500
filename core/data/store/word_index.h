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
#include <vector>

namespace atelier::data::store {

/// Numbers for texts, from 0 in the order they come: as small as can be, since an import asks for each word there is.
class TermNumbers {
public:
    std::uint32_t of(std::string_view text);
    std::size_t size() const { return ends_.size(); }
    std::string_view text(std::uint32_t number) const {
        const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
        return std::string_view(texts_).substr(begin, ends_[number] - begin);
    }
    void clear();

private:
    struct Slot {
        std::uint32_t hash = 0, numberPlus1 = 0;  // 0: free
    };
    void grow();

    std::string texts_;
    std::vector<std::size_t> ends_;
    std::vector<Slot> slots_;  // a power of 2
};

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
    void note(std::string_view term, std::int64_t row, bool has);

    SQLite::Statement select_, put_, erase_, know_;
    std::int64_t lastBlock_;  // that has terms already
    TermNumbers terms_;
    // In the order they came: the term, and the row with, in the lowest bit, whether the row has it now.
    std::vector<std::uint32_t> changedTerms_;
    std::vector<std::int64_t> changes_;
    std::vector<std::int64_t> last_;  // change of each term
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
