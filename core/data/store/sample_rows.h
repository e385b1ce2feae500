#pragma once

#include "data/sample.h"
#include "data/store/parts.h"
#include "data/store/word_index.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace atelier::data::store {

/// A media path as the store keeps it: relative to the dataset's root where it lies inside, so that the root can move.
std::filesystem::path storedPath(const std::filesystem::path& path, const std::filesystem::path& root);
std::filesystem::path openedPath(const std::filesystem::path& stored, const std::filesystem::path& root);
/// Whether `path` lies below `root`, by its name alone.
bool liesInside(const std::filesystem::path& path, const std::filesystem::path& root);

/// From the columns kind, path, crop_left ... crop_bottom, range_begin, range_end, the first of them at `column`.
Media mediaOf(SQLite::Statement& row, int column, const std::filesystem::path& root);

/// SQL: whether the row `s` of `samples` is of dataset ?1, for statements that look at more of it than its id. The
/// table is read from the dataset's first row to its last: much faster than row by row through the index of datasets.
inline constexpr const char* kOfDataset =
    "s.id BETWEEN (SELECT min(id) FROM samples WHERE dataset = ?1) AND (SELECT max(id) FROM samples WHERE dataset = ?1)"
    " AND +s.dataset = ?1";

/// Reads samples of one dataset; its statements are prepared once for many.
class SampleReader {
public:
    SampleReader(SQLite::Database& database, std::int64_t dataset, std::filesystem::path root);

    /// What `row` of read(row) must select from `samples`.
    static constexpr const char* kColumns = "id, key, split, checked, origin, grp, details";
    Sample read(SQLite::Statement& row, SampleParts parts = {});
    /// The sample of this row of `samples`; nothing where the dataset has none there.
    std::optional<Sample> read(std::int64_t row, SampleParts parts = {});

private:
    std::filesystem::path root_;
    SQLite::Statement one_, media_, turns_, regions_, spans_, tags_;
};

/// Reads all samples of one dataset, or of one split of it, in order. Faster than SampleReader: each table is read from
/// its beginning to its end.
class SampleScan {
public:
    SampleScan(SQLite::Database& database, std::int64_t dataset, std::filesystem::path root,
               const std::optional<std::string>& split = {});
    std::optional<Sample> next();
    /// Of the last sample.
    std::int64_t row() const { return row_; }

private:
    // What belongs to samples in one table, sorted by them.
    class Side {
    public:
        Side(SQLite::Database& database, const std::string& select);
        // Calls `use` for each line of the sample; samples are asked for in order.
        template <class F>
        void each(std::int64_t sample, F&& use);

    private:
        void step();
        SQLite::Statement statement_;
        std::int64_t at_ = -1;  // the sample that the current line belongs to
    };

    std::filesystem::path root_;
    SQLite::Statement samples_;
    std::int64_t row_ = 0;
    Side media_, turns_, regions_, spans_, tags_;
};

/// Writes samples of one dataset and its index of words, inside the caller's transaction.
class SampleWriter {
public:
    SampleWriter(SQLite::Database& database, std::int64_t dataset, std::filesystem::path root);

    /// Behind all others. Returns its row: no sample that is there, or that an undo could bring back, has it.
    std::int64_t append(const Sample& sample);
    void insert(std::int64_t row, const Sample& sample);
    /// Writes what differs. Parts that both lack stay as they are; of media, turns and regions both have all or none.
    void update(std::int64_t row, const Sample& before, const Sample& after);
    void remove(std::int64_t row, const Sample& sample);
    /// Must be called before the transaction ends.
    void finish() { words_.flush(); }

private:
    void insertMedia(std::int64_t row, const Sample& sample);
    void insertTurns(std::int64_t row, const Sample& sample);
    void insertRegions(std::int64_t row, const Sample& sample);
    void insertTags(std::int64_t row, const Sample& sample);
    void updateCounts(std::int64_t row, const Sample& sample);

    std::int64_t dataset_, nextRow_, revision_;
    std::filesystem::path root_;
    SQLite::Statement sample_, rename_, update_, counts_, remove_, media_, turn_, region_, span_, tag_;
    SQLite::Statement clearMedia_, clearTurns_, clearRegions_, clearSpans_, clearTags_;
    WordIndex words_;
};

}  // namespace atelier::data::store
