#pragma once

#include "common/json.h"
#include "data/formats/format.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace atelier::data {

/// The records of a CSV text (RFC 4180: quoted cells may hold separators, line breaks and doubled quotes), or of a TSV
/// with `separator` a tab. Lines end with LF, CR LF or CR. A quote that is never closed, and text behind a closing
/// quote, cost the line that the record begins in: the next line goes on. `source` names the file in `problem`.
struct CsvRecord {
    std::vector<std::string> cells;
    std::int64_t line = 1;     ///< where it begins
    std::string problem = {};  ///< why the record cannot be used; it has no cells then
};
std::vector<CsvRecord> parseCsv(const std::string& text, char separator, const std::string& source,
                                std::size_t most = SIZE_MAX);

/// A tab for .tsv, else a comma, or a semicolon where the first line has those and no comma.
char separatorOf(const std::filesystem::path& file, const std::string& text);

/// As forEachRow() for a CSV or TSV file: the first record names the keys, all values are texts, empty cells are left
/// out. Columns without a name, and those whose name stands there already, get one ("column 3", "answer.1"). A record
/// of another length is a skipped sample of the report.
void forEachCsvRow(const std::filesystem::path& file, ImportReport& report,
                   const std::function<void(const Json& row, std::int64_t index, const std::string& where)>& use);

/// One cell, quoted where it must be.
std::string csvCell(const std::string& text);

}  // namespace atelier::data
