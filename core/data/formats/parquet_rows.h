#pragma once

#include "common/json.h"
#include "data/formats/format.h"
#include "data/formats/parquet_library.h"
#include "data/formats/row.h"
#include "data/formats/table.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace atelier::data {

bool isParquetFile(const std::filesystem::path& file);
/// A .parquet file, or a folder with one in it or not far below.
bool holdsParquet(const std::filesystem::path& path);

/// previewTable() of a Parquet file: a cell of bytes says how many there are.
TablePreview previewParquet(const std::filesystem::path& file, std::size_t rows);
/// Whether a column of the file is a conversation. False where the file cannot be read.
bool holdsConversations(const std::filesystem::path& file);

/// How the rows of one file become samples. Without a mapping by the user:
///   a conversation     "messages", "conversations", "conversation" (role/from, content/value, content in parts), or
///                      "texts" (user/assistant)
///   else               question and answer by the names of their columns; of several answers the most frequent, the
///                      others are its references
///   neither            pictures alone
/// Pictures stand in the column with bytes, or are named by paths; "objects" (or "bbox" beside "category") are regions;
/// "tags", "checked" and "split" are what their names say.
class ParquetRows {
public:
    ParquetRows(const ParquetFile& file, const ReadOptions& options, const std::filesystem::path& path);

    /// Throws Error when the row cannot be used. The split is empty unless the row has one.
    Sample sampleOf(Json row, const RowSource& source) const;
    std::string idOf(const Json& row) const;
    /// Columns that hold pictures, too, and are not read.
    const std::vector<std::string>& leftOut() const { return leftOut_; }

private:
    Sample chatOf(Json row, const RowSource& source) const;
    Sample picturesOf(const Row& row, const RowSource& source) const;

    const ReadOptions& options_;
    Json features_;
    ColumnMapping mapping_;
    std::string chat_;  ///< the column of conversations; empty: none
    std::vector<std::string> leftOut_;
};

/// Puts the names of classes in place of their numbers, by what `datasets` says about the features.
void nameClasses(Json& value, const Json& feature);

/// The regions of a row, in pixels: "bbox" is left, top, width, height. Throws Error for what is no region.
std::vector<Region> regionsOf(const Json& row, std::size_t media);
/// The same the other way: {"bbox": [...], "category": [...], ...}, with what ObjectFeatures describe.
Json objectsOf(const std::vector<Region>& regions, const Json& features);
/// What the regions of many samples need, collected one sample after another.
class ObjectFeatures {
public:
    void add(const Sample& sample);
    /// Null where there are no regions.
    Json json() const;

private:
    std::set<std::string> labels_;
    bool any_ = false, others_ = false, shapes_ = false, words_ = false;
};

}  // namespace atelier::data
