#include "data/formats/rows.h"

#include "common/error.h"
#include "common/text_encoding.h"
#include "data/formats/json_values.h"
#include "data/formats/loose_json.h"
#include "vision/image_kinds.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBlank = " \t\r\n";

using Use = std::function<void(const Json&, std::int64_t, const std::string&)>;

void useRow(const Json& row, std::int64_t index, const std::string& where, ImportReport& report, const Use& use) {
    ++report.rows;
    try {
        if (!row.is_object()) throw Error(std::string("expected an object, not ") + row.type_name());
        use(row, index, where);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::User) throw;
        report.skipSample(where, error.what());
    }
}

// Parses a part of a file so that an error names the file's own line and column.
Json parsePart(std::string_view text, std::size_t line, std::size_t column, const std::string& source,
               const std::string& where, ImportReport& report) {
    std::set<std::string> mended;
    try {
        Json value = parseLooseJson(text, source, mended);
        for (const std::string& one : mended)
            report.leaveOut("JSON", one, "mended", where);
        return value;
    } catch (const Error&) {
        return parseJson((std::string(line - 1, '\n') + std::string(column - 1, ' ')) += text, source);
    }
}

constexpr std::size_t kHead = 65536;

std::string bytesOf(const fs::path& file, std::size_t count) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) return {};
    std::ifstream stream(file, std::ios::binary);
    std::string head(count, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(count));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return head;
}

struct Opened {
    std::unique_ptr<std::istream> stream;
    std::string head;  ///< the first bytes
};

// A file as UTF-8 text, behind its byte-order mark.
Opened openText(const fs::path& file, ImportReport& report) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    std::string head = bytesOf(file, kHead);
    const std::string encoding = encodingOf(head);
    if (encoding == "UTF-8") {
        auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
        if (!*stream) throw Error("cannot be read", file.string());
        if (head.starts_with(kMark)) {
            head.erase(0, kMark.size());
            stream->seekg(static_cast<std::streamoff>(kMark.size()));
        }
        return {std::move(stream), std::move(head)};
    }
    DecodedText decoded = readText(file);
    report.warn(file.filename().string() + ": read as " + decoded.encoding + ", since it is not UTF-8");
    head = decoded.text.substr(0, head.size());
    return {std::make_unique<std::istringstream>(std::move(decoded.text)), std::move(head)};
}

void forEachLine(std::istream& stream, const fs::path& file, ImportReport& report, const Use& use) {
    std::int64_t index = 0;
    std::string line;
    for (std::size_t number = 1; std::getline(stream, line); ++number) {
        if (line.find_first_not_of(kBlank) == std::string::npos) continue;
        const std::string where = file.filename().string() + ":" + std::to_string(number);
        Json row;
        try {
            row = parsePart(line, number, 1, file.filename().string(), where, report);
        } catch (const Error& error) {
            ++report.rows;
            report.skipSample(where, error.what());
            ++index;
            continue;
        }
        useRow(row, index++, where, report, use);
    }
}

// The list of rows in an object that is no row itself, such as {"data": [...]}.
const Json* rowsIn(const Json& value) {
    static constexpr std::array kNames{"data",  "rows",       "samples", "examples",  "items",  "records",
                                       "train", "validation", "test",    "questions", "dataset"};
    const Json* list = nullptr;
    if (!value.is_object()) return nullptr;
    for (const auto& [key, one] : value.items()) {
        if (!one.is_array() || one.empty() || !one.front().is_object()) continue;
        if (list || std::find(kNames.begin(), kNames.end(), key) == kNames.end()) return nullptr;
        list = &one;
    }
    return list;
}

// {"id": {row}, ...}: each row under its id.
bool isRowsById(const Json& value) {
    return value.is_object() && !value.empty() &&
           std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_object() && one.size() > 1; });
}

void useById(const Json& value, const std::string& name, ImportReport& report, const Use& use) {
    std::int64_t index = 0;
    for (const auto& [key, one] : value.items()) {
        Json row = one;
        if (!row.contains("id")) row["id"] = key;
        useRow(row, index++, name + "[\"" + printable(key) + "\"]", report, use);
    }
}

void useOnly(const Json& value, const fs::path& file, ImportReport& report, const Use& use) {
    const std::string name = file.filename().string();
    const Json* rows = rowsIn(value);
    if (!rows && isRowsById(value)) return useById(value, name, report, use);
    if (!rows) return useRow(value, 0, name + "[0]", report, use);
    for (const auto& [key, one] : value.items())
        if (&one != rows) report.leaveOut("key", key, "not used", name);
    std::int64_t index = 0;
    for (const Json& row : *rows) {
        useRow(row, index, name + "[" + std::to_string(index) + "]", report, use);
        ++index;
    }
}

void forEachValue(std::istream& stream, const fs::path& file, ImportReport& report, const Use& use) {
    JsonValues values(stream);
    JsonValues::Value value;
    std::int64_t index = 0;
    std::optional<Json> first;  // held until it is known whether it is alone
    const auto whereOf = [&](std::int64_t i) { return file.filename().string() + "[" + std::to_string(i) + "]"; };
    const auto useFirst = [&] {
        if (first) useRow(*std::exchange(first, {}), 0, whereOf(0), report, use);
    };
    while (values.next(value)) {
        const std::int64_t number = index++;
        Json row;
        try {
            row = parsePart(value.text, value.line, value.column, file.string(), whereOf(number), report);
        } catch (const Error& error) {
            ++report.rows;
            const bool goesOn = !value.whole && values.recover(value);
            report.skipSample(whereOf(number), std::string(error.what()) +
                                                   (value.whole || goesOn ? "" : "; the file ends inside this row"));
            continue;
        }
        if (number == 0 && !values.inArray()) {
            first = std::move(row);
            continue;
        }
        useFirst();
        useRow(row, number, whereOf(number), report, use);
    }
    if (first) return useOnly(*first, file, report, use);
    if (index == 0 && !values.inArray()) throw Error("there are no rows in it", file.string());
}

}  // namespace

void forEachRow(const fs::path& file, ImportReport& report, const Use& use) {
    report.readFile(file);
    const auto [stream, head] = openText(file, report);
    const auto first = head.find_first_not_of(kBlank);
    if (first == std::string::npos) throw Error("the file is empty", file.string());
    std::string_view firstLine = std::string_view(head).substr(first, head.find('\n', first) - first);
    firstLine = firstLine.substr(0, firstLine.find_last_not_of(kBlank) + 1);
    const std::string extension = extensionOf(file);
    const bool isLines = extension == ".jsonl" || extension == ".ndjson";
    // A list, and objects of several lines each, also come under the name of the other.
    if (isLines && head[first] != '[' && firstLine != "{") return forEachLine(*stream, file, report, use);
    forEachValue(*stream, file, report, use);
}

std::string headOf(const fs::path& file, std::size_t bytes) {
    return decodeHead(bytesOf(file, bytes));
}

std::string extensionOf(const fs::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

bool isImageFile(const fs::path& file) {
    return vision::looksLikeImage(file);
}

bool isVideoFile(const fs::path& file) {
    static constexpr std::array kExtensions{".mp4", ".mkv", ".webm", ".mov", ".avi", ".m4v"};
    return std::find(kExtensions.begin(), kExtensions.end(), extensionOf(file)) != kExtensions.end();
}

fs::path firstBelow(const fs::path& folder, const std::function<bool(const fs::path&)>& accept) {
    std::error_code ignored;
    int looked = 0;
    for (fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, ignored), end;
         file != end && ++looked <= 2000; file.increment(ignored))
        if (accept(file->path())) return file->path();
    return {};
}

std::vector<fs::path> imagesBelow(const fs::path& folder) {
    std::vector<fs::path> images;
    for (const auto& file : fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied))
        if (std::error_code ignored; isImageFile(file.path()) && file.is_regular_file(ignored))
            images.push_back(file.path());
    std::sort(images.begin(), images.end());
    return images;
}

}  // namespace atelier::data
