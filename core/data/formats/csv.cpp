#include "data/formats/csv.h"

#include "common/error.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"

#include <algorithm>
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
    if (at >= text.size()) return 0;
    const bool carriage = text[at] == '\r';
    if (carriage && at + 1 < text.size() && text[at + 1] == '\n') ++at;
    const char end = text[at++];
    if (end != separator && end != '\n' && !carriage)
        throw Error("text behind a closing quote", source + ":" + std::to_string(line));
    line += end != separator;
    return end == separator ? separator : '\n';
}

// The names of the columns, all different.
std::vector<std::string> namesOf(std::vector<std::string> names, ImportReport& report, const std::string& where) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::string name = names[i].empty() ? "column " + std::to_string(i + 1) : names[i];
        for (int number = 1; !taken.insert(name).second; ++number)
            name = names[i] + "." + std::to_string(number);
        if (name != names[i] && !names[i].empty())
            report.leaveOut("column", names[i], "stands there twice: the second one is called " + name, where);
        names[i] = name;
    }
    return names;
}

}  // namespace

std::vector<CsvRecord> parseCsv(const std::string& text, char separator, const std::string& source, std::size_t most) {
    std::vector<CsvRecord> records;
    std::int64_t line = 1;
    for (std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; at < text.size() && records.size() < most;) {
        CsvRecord record{{}, line};
        const std::size_t begin = at;
        try {
            char end = separator;
            while (end == separator) {
                std::string cell;
                end = takeCell(text, at, line, separator, source, cell);
                record.cells.push_back(std::move(cell));
            }
        } catch (const Error& error) {
            records.push_back({{}, record.line, error.message()});
            at = std::min(text.find_first_of("\r\n", begin), text.size());
            if (at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n') ++at;
            at += at < text.size();
            line = record.line + 1;
            continue;
        }
        if (record.cells.size() > 1 || !record.cells[0].empty()) records.push_back(std::move(record));  // no empty line
    }
    return records;
}

char separatorOf(const fs::path& file, const std::string& text) {
    if (extensionOf(file) == ".tsv") return '\t';
    const std::string first = text.substr(0, text.find_first_of("\r\n"));
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
    if (!records.front().problem.empty()) throw Error(records.front().problem, name + ":1");
    const std::vector<std::string> keys = namesOf(records.front().cells, report, name + ":1");
    for (std::size_t i = 1; i < records.size(); ++i) {
        const std::string where = name + ":" + std::to_string(records[i].line);
        ++report.rows;
        try {
            if (!records[i].problem.empty()) throw Error(records[i].problem);
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
