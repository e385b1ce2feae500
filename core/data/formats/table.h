#pragma once

#include "data/formats/format.h"

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

/// Of a CSV, TSV, JSON or JSON Lines file. Throws Error when it cannot be read.
TablePreview previewTable(const std::filesystem::path& file, std::size_t rows = 5);

/// By the names alone; what no column's name tells stays empty.
ColumnMapping suggestMapping(const std::vector<std::string>& columns);

/// Sets one part by its name, e.g. "image" to "photo". Throws Error listing the parts for another name.
void setColumn(ColumnMapping& mapping, const std::string& part, const std::string& column);

}  // namespace atelier::data
