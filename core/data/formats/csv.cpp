#include "data/formats/csv.h"

#include "common/error.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"

#include <set>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargestFile = std::size_t(4) << 30;

// Takes one cell from `at` on; returns what ended it: the separator, '\n', or 0 at the end of the text.
char takeCell(const std::string& text, std::size_t& at, std::int64_t& line, char separator, const std::string& source,
              std::string& cell) {
    if (at < text.size() && text[at] == '"') {
        const std::int64_t opened = line;
        for (++at;; ++at) {
            if (at >= text.size()) throw Error("a quote that is never closed", source + ":" + std::to_string(opened));
            if (text[at] == '"' && (at + 1 >= text.size() || text[at + 1] != '"')) break;
            at += text[at] == '"';
            line += text[at] == '\n';
            cell += text[at];
        }
        ++at;
    } else {
        while (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r')
            cell += text[at++];
    }
    if (at < text.size() && text[at] == '\r') ++at;
    if (at >= text.size()) return 0;
    const char end = text[at++];
    if (end != separator && end != '\n')
        throw Error("text behind a closing quote", source + ":" + std::to_string(line));
    line += end == '\n';
    return end;
}

}  // namespace

std::vector<CsvRecord> parseCsv(const std::string& text, char separator, const std::string& source, std::size_t most) {
    std::vector<CsvRecord> records;
    std::int64_t line = 1;
    for (std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; at < text.size() && records.size() < most;) {
        CsvRecord record{{}, line};
        char end = separator;
        while (end == separator) {
            std::string cell;
            end = takeCell(text, at, line, separator, source, cell);
            record.cells.push_back(std::move(cell));
        }
        if (record.cells.size() > 1 || !record.cells[0].empty()) records.push_back(std::move(record));  // no empty line
    }
    return records;
}

char separatorOf(const fs::path& file, const std::string& text) {
    if (extensionOf(file) == ".tsv") return '\t';
    const std::string first = text.substr(0, text.find('\n'));
    if (first.find(',') != std::string::npos) return ',';
    return first.find(';') != std::string::npos ? ';' : first.find('\t') != std::string::npos ? '\t' : ',';
}

void forEachCsvRow(const fs::path& file, ImportReport& report,
                   const std::function<void(const Json&, std::int64_t, const std::string&)>& use) {
    const std::string name = file.filename().string();
    const std::string text = readLooseText(file, report, kLargestFile);
    report.readFile(file);
    const std::vector<CsvRecord> records = parseCsv(text, separatorOf(file, text), name);
    if (records.empty()) throw Error("the file is empty", file.string());
    const std::vector<std::string>& keys = records.front().cells;
    if (std::set<std::string>(keys.begin(), keys.end()).size() != keys.size())
        throw Error("two columns of one name", name + ":1");
    for (std::size_t i = 1; i < records.size(); ++i) {
        const std::string where = name + ":" + std::to_string(records[i].line);
        ++report.rows;
        try {
            if (records[i].cells.size() != keys.size())
                throw Error(std::to_string(records[i].cells.size()) + " cells for " + std::to_string(keys.size()) +
                            " columns");
            Json row = Json::object();
            for (std::size_t column = 0; column < keys.size(); ++column)
                if (!records[i].cells[column].empty()) row[keys[column]] = records[i].cells[column];
            use(row, static_cast<std::int64_t>(i - 1), where);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(where, error.what());
        }
    }
}

std::string csvCell(const std::string& text) {
    if (text.find_first_of(",;\t\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

}  // namespace atelier::data
