#pragma once

#include "common/json.h"
#include "data/formats/format.h"
#include "data/formats/row.h"

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::data {

/// What a window shows before a table is read: which columns there are, how the first rows look, and which column
/// probably holds what.
struct TablePreview {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  ///< a cell for each column
    ColumnMapping suggested;
};

/// Of a CSV, TSV, JSON, JSON Lines or Parquet file. Throws Error when it cannot be read.
TablePreview previewTable(const std::filesystem::path& file, std::size_t rows = 5);

/// Whether a person may say what is in which column: the file is a table, or a Parquet file without a conversation.
bool hasColumnsToMap(const std::filesystem::path& file);

/// By the names alone; what no column's name tells stays empty.
ColumnMapping suggestMapping(const std::vector<std::string>& columns);

/// What `options` say, each column checked to be one of `columns`; where they say nothing, suggestMapping(). Throws
/// Error naming `path`.
ColumnMapping mappingOf(const std::vector<std::string>& columns, const ReadOptions& options,
                        const std::filesystem::path& path);

/// Of several texts in a column the most frequent takes their place, of equals the first: the answers of several people
/// to one question. Returns the others, which addReferences() gives to the answer.
std::vector<std::string> takeOne(Json& row, const std::string& column);
void addReferences(const std::vector<std::string>& references, Sample& sample);

/// One row by a mapping, with what further columns say of the answer: "chosen" and "rejected", "references", feedback
/// ("kto_tag", "label" that is true or false), "loss_weight"; an object in "metadata" becomes the sample's metadata.
/// Throws Error when it cannot be used.
Sample sampleOfRow(const Row& row, const ColumnMapping& mapping, const RowSource& source, const ReadOptions& options);

/// A row with a conversation in `column` (empty: where fromChat() finds one), as fromChat() reads it, media and system
/// prompt by the mapping. Keys in `without` are not looked at; an object in "metadata" becomes the sample's metadata.
Sample chatOfRow(Json row, const std::string& column, const ColumnMapping& mapping, const RowSource& source,
                 const KeySet& without = {});

/// Whether the prompt or the answers of a row are lists of messages, as TRL has them: chatOfRow() without a column
/// reads it.
bool holdsMessages(const Json& row);

/// Takes an object in "metadata", or one as text, for the sample's metadata.
void takeMetadata(const Row& row, Sample& sample);

/// What a cell says as text; empty: nothing, or no such column. Lists and objects are the JSON that a model is to
/// answer with. Throws Error for bytes.
std::string wordsOf(const Row& row, const std::string& column);

/// Sets one part by its name, e.g. "image" to "photo". Throws Error listing the parts for another name.
void setColumn(ColumnMapping& mapping, const std::string& part, const std::string& column);

}  // namespace atelier::data
