#include "data/formats/rows.h"

#include "common/error.h"
#include "common/file.h"
#include "vision/image_kinds.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargestFile = std::size_t(4) << 30;
constexpr std::string_view kBlank = " \t\r\n";

using Use = std::function<void(const Json&, std::int64_t, const std::string&)>;

void useRow(const Json& row, std::int64_t index, const std::string& where, ImportReport& report, const Use& use) {
    try {
        if (!row.is_object()) throw Error(std::string("expected an object, not ") + row.type_name());
        use(row, index, where);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::User) throw;
        report.skipSample(where, error.what());
    }
}

// Parses one line so that an error names the line of the file.
Json parseLine(std::string_view line, std::size_t number, const std::string& source) {
    try {
        return parseJson(line, source);
    } catch (const Error&) {
        return parseJson(std::string(number - 1, '\n') += line, source);
    }
}

void forEachLine(std::string_view text, const fs::path& file, ImportReport& report, const Use& use) {
    std::int64_t index = 0;
    for (std::size_t number = 1, at = 0; at < text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (line.find_first_not_of(kBlank) == std::string_view::npos) continue;
        const std::string where = file.filename().string() + ":" + std::to_string(number);
        Json row;
        try {
            row = parseLine(line, number, file.filename().string());
        } catch (const Error& error) {
            report.skipSample(where, error.what());
            ++index;
            continue;
        }
        useRow(row, index++, where, report, use);
    }
}

}  // namespace

void forEachRow(const fs::path& file, ImportReport& report, const Use& use) {
    const std::string bytes = readFile(file, kLargestFile);
    std::string_view text = bytes;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) throw Error("the file is empty", file.string());

    const std::string extension = extensionOf(file);
    const bool isLines = extension == ".jsonl" || extension == ".ndjson";
    const std::string_view firstLine = text.substr(first, text.find('\n', first) - first);
    if (isLines || (text[first] == '{' && Json::accept(firstLine))) return forEachLine(text, file, report, use);

    const Json root = parseJson(text, file.string());
    if (root.is_object()) return useRow(root, 0, file.filename().string() + "[0]", report, use);
    if (!root.is_array()) throw Error("expected a list of samples", file.string());
    std::int64_t index = 0;
    for (const Json& row : root) {
        useRow(row, index, file.filename().string() + "[" + std::to_string(index) + "]", report, use);
        ++index;
    }
}

std::string headOf(const fs::path& file, std::size_t bytes) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) return {};
    std::ifstream stream(file, std::ios::binary);
    std::string head(bytes, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(bytes));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
    return head;
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
