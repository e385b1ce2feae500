// Our own: a folder with all of every sample as a line of atelier.jsonl, and the media beside it.
#include "common/error.h"
#include "data/formats/rows.h"
#include "data/sample_json.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFile = "atelier.jsonl";
constexpr std::int64_t kVersion = 1;

fs::path fileOf(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? path / kFile : path;
}

int detect(const fs::path& path) {
    return fileOf(path).filename() == kFile && headOf(fileOf(path), 64).find("\"atelier\"") != std::string::npos ? 100
                                                                                                                 : 0;
}

// The first line says what the file is.
std::string nameOf(const Json& header) {
    if (jsonAt<std::int64_t>(header, "atelier", kFile) > kVersion)
        throw Error("a newer Atelier wrote this file", kFile, "update Atelier");
    return jsonAt<std::string>(header, "dataset", kFile);
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const fs::path file = fileOf(path);
    const std::string head = headOf(file);
    const std::string name = nameOf(parseJson(head.substr(0, head.find('\n')), kFile));
    const MediaPaths paths(options, fs::absolute(file).parent_path());
    sink.dataset({name, "atelier", path, paths.root()});
    SampleIds ids(name);
    forEachRow(file, report, [&](const Json& row, std::int64_t index, const std::string& where) {
        if (index == 0) return;
        Sample sample = sampleFromJson(row, where);
        for (Media& media : sample.media)
            media.path = paths.resolve(media.path.string());
        normalizeMarks(sample);
        sample.id = ids.next(sample.id, index);
        if (sample.origin.empty()) sample.origin = where;
        sink.sample(std::move(sample));
    });
}

std::string write(const std::vector<Sample>& samples, Output& output) {
    std::vector<Json> rows{{{"atelier", kVersion}, {"dataset", output.name()}}};
    for (Sample sample : samples) {
        for (Media& media : sample.media)
            media.path = output.refer(media);
        rows.push_back(toJson(sample));
    }
    output.putLines(kFile, rows);
    return {};
}

constexpr Holds kHolds{.system = true,
                       .untexted = true,
                       .unanswered = true,
                       .mediaFree = true,
                       .videos = true,
                       .several = true,
                       .crops = true,
                       .ranges = true,
                       .boxes = true,
                       .rotatedBoxes = true,
                       .polygons = true,
                       .labels = true,
                       .transcriptions = true,
                       .spans = true,
                       .tags = true,
                       .splits = true,
                       .checks = true};
const Formats::Entry entry{"atelier",
                           {.title = "Atelier's own folder (atelier.jsonl): all of every sample",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write}}};

}  // namespace
}  // namespace atelier::data
