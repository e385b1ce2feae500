// Our own: a folder with all of every sample as a line of atelier.jsonl, and the media beside it.
#include "common/error.h"
#include "data/formats/rows.h"
#include "data/sample_json.h"

#include <fstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFile = "atelier.jsonl";
constexpr std::int64_t kVersion = 2;  // 2: details of turns and regions, tools, metadata, classes

fs::path fileOf(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? path / kFile : path;
}

int detect(const fs::path& path) {
    return fileOf(path).filename() == kFile && headOf(fileOf(path), 64).find("\"atelier\"") != std::string::npos ? 100
                                                                                                                 : 0;
}

std::string firstLineOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string line;
    std::getline(stream, line);
    return line;
}

// The first line says what the file is.
std::string nameOf(const Json& header) {
    if (jsonAt<std::int64_t>(header, "atelier", kFile) > kVersion)
        throw Error("a newer Atelier wrote this file", kFile, "update Atelier");
    return jsonAt<std::string>(header, "dataset", kFile);
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const fs::path file = fileOf(path);
    const Json header = parseJson(firstLineOf(file), kFile);
    const std::string name = nameOf(header);
    const MediaPaths paths(options, fs::absolute(file).parent_path());
    DatasetInfo info{name, "atelier", path, paths.root(), {}};
    if (const auto classes = header.find("classes"); classes != header.end())
        info.classes = classesFromJson(*classes, std::string(kFile) + " classes");
    sink.dataset(info);
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

std::string write(const SampleStream& samples, Output& output) {
    OutputFile file = output.file(kFile);
    Json head{{"atelier", kVersion}, {"dataset", output.name()}};
    if (!output.classes().empty()) head["classes"] = toJson(output.classes());
    file.line(head);
    for (Sample sample : samples) {
        for (Media& media : sample.media)
            media.path = output.refer(media);
        file.line(toJson(sample));
    }
    file.close();
    return {};
}

constexpr Holds kHolds{.system = true,
                       .anyOrder = true,
                       .developer = true,
                       .tools = true,
                       .lossWeights = true,
                       .references = true,
                       .preferences = true,
                       .feedback = true,
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
                       .circles = true,
                       .lines = true,
                       .points = true,
                       .parts = true,
                       .masks = true,
                       .keypoints = true,
                       .labels = true,
                       .transcriptions = true,
                       .spans = true,
                       .tags = true,
                       .splits = true,
                       .checks = true,
                       .metadata = true,
                       .classes = true};
const Formats::Entry entry{"atelier",
                           {.title = "Atelier's own folder (atelier.jsonl): all of every sample",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write}}};

}  // namespace
}  // namespace atelier::data
