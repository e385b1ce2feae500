// Create ML's object detection: a JSON list of images, each with boxes that are given by their centre in pixels. A
// folder is read with the file in it, or with those in the folders of its splits, as Roboflow writes them.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFileName = "_annotations.createml.json";
constexpr std::array kPictureKeys{"image", "imagefilename", "filename"};
constexpr std::array kListKeys{"annotations", "annotation"};
const KeySet kRowKeys{"image", "imagefilename", "filename", "annotations", "annotation"};
const KeySet kAnnotationKeys{"label", "coordinates"};

enum class Match { No, Maybe, Yes };  // Maybe: a file whose first images have no box

Match matchOf(const fs::path& file) {
    if (extensionOf(file) != ".json") return Match::No;
    const std::string head = headOf(file);
    const auto has = [&](const char* key) { return head.find("\"" + std::string(key) + "\"") != std::string::npos; };
    if (std::none_of(kListKeys.begin(), kListKeys.end(), has) ||
        std::none_of(kPictureKeys.begin(), kPictureKeys.end(), has))
        return Match::No;
    return has("coordinates") ? Match::Yes : Match::Maybe;
}

// All files of a folder and of its splits, if one of them is surely Create ML's.
std::vector<fs::path> filesOf(const fs::path& path) {
    std::error_code ignored;
    std::vector<fs::path> folders, files;
    bool sure = false;
    const auto take = [&](const fs::path& file) {
        const Match match = matchOf(file);
        if (match != Match::No) files.push_back(file);
        sure |= match == Match::Yes;
    };
    if (fs::is_directory(path, ignored)) {
        folders.push_back(path);
        for (const auto& below : fs::directory_iterator(path, ignored))
            if (below.is_directory(ignored) && !splitOfName(below.path().filename().string()).empty())
                folders.push_back(below.path());
    } else {
        take(path);
    }
    for (const fs::path& folder : folders)
        for (const auto& file : fs::directory_iterator(folder, ignored))
            if (file.is_regular_file(ignored)) take(file.path());
    if (!sure) return {};
    std::sort(files.begin(), files.end());
    return files;
}

int detect(const fs::path& path) {
    return filesOf(path).empty() ? 0 : 85;
}

const Json* firstOf(const Json& row, const auto& keys) {
    for (const char* key : keys)
        if (const auto found = row.find(key); found != row.end() && !found->is_null()) return &*found;
    return nullptr;
}

Region regionOf(const Json& annotation, ImportReport& report, const std::string& where) {
    if (!annotation.is_object()) throw Error("no object");
    const auto place = annotation.find("coordinates");
    if (place == annotation.end() || !place->is_object()) throw Error("without \"coordinates\"");
    const auto at = [&](const char* key) {
        const auto number = looseNumber(place->value(key, Json()));
        if (!number) throw Error(std::string("with coordinates without \"") + key + "\"");
        return *number;
    };
    const double x = at("x"), y = at("y"), width = at("width"), height = at("height");
    if (width < 0 || height < 0) throw Error("with a negative width or height");
    Region region;
    region.points = {{x - width / 2, y - height / 2}, {x + width / 2, y + height / 2}};
    region.label = looseText(annotation, "label", where);
    Metadata metadata;
    keepRest(annotation, kAnnotationKeys, metadata, report, where);
    if (!metadata.empty()) region.details.edit().metadata = std::move(metadata);
    return region;
}

std::vector<Region> regionsOf(const Json& row, ImportReport& report, const std::string& where) {
    std::vector<Region> regions;
    const Json* list = firstOf(row, kListKeys);
    if (!list) return regions;
    if (!list->is_array()) throw Error("\"annotations\" must be a list");
    for (const Json& annotation : *list)
        try {
            regions.push_back(regionOf(annotation, report, where));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.leaveOut("annotation", error.message(), "left out", where);
        }
    return regions;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const bool single = !fs::is_directory(path);
    const fs::path folder = single ? fs::canonical(fs::absolute(path).parent_path()) : fs::canonical(path);
    const std::vector<fs::path> files = filesOf(single ? fs::canonical(path) : folder);
    if (files.empty())
        throw Error("no Create ML file", path.string(), "expected a JSON list of images with \"annotations\"");
    const MediaPaths paths(options, folder);
    const std::string name = single ? path.stem().string() : folder.filename().string();
    sink.dataset({name, "createml", path, paths.root()});
    SampleIds ids(name);
    std::int64_t index = 0;
    for (const fs::path& file : files) {
        const fs::path here = file.parent_path();
        const auto use = [&](const Json& row, std::int64_t, const std::string& place) {
            const std::string where = here == folder ? place : (here.filename() / place).string();
            const std::int64_t number = index++;
            const Json* picture = firstOf(row, kPictureKeys);
            if (!picture || !picture->is_string()) throw Error("no \"image\"");
            const std::string& file = picture->get_ref<const std::string&>();
            Sample sample;
            sample.media.push_back(
                {Media::Kind::Image, paths.resolve(pathExists(here / file) ? (here / file).string() : file)});
            sample.regions = regionsOf(row, report, where);
            if (here != folder) sample.split = splitOfName(here.filename().string());
            keepRest(row, kRowKeys, sample.metadata, report, where);
            sample.origin = where;
            sample.id = ids.next(fs::path(file).replace_extension().string(), number);
            sink.sample(std::move(sample));
        };
        forEachRow(file, report, use);
    }
}

std::string write(const SampleStream& samples, Output& output) {
    struct Part {
        explicit Part(OutputFile&& opened) : file(std::move(opened)), list(file) {}
        OutputFile file;
        JsonList list;
    };
    std::map<std::string, std::unique_ptr<Part>> parts;  // by split
    for (const Sample& sample : samples) {
        const fs::path image = output.copyInto(sample.split, sample.media.front());
        Json row{{"image", image.lexically_relative(sample.split.empty() ? "." : sample.split).string()},
                 {"annotations", Json::array()}};
        for (const Region& region : sample.regions) {
            const Box box = region.bounds();
            Json annotation{{"label", region.label},
                            {"coordinates",
                             {{"x", (box.left + box.right) / 2},
                              {"y", (box.top + box.bottom) / 2},
                              {"width", box.width()},
                              {"height", box.height()}}}};
            putRest(region.details->metadata, annotation);
            row["annotations"].push_back(std::move(annotation));
        }
        putRest(sample.metadata, row);
        auto& part = parts[sample.split];
        if (!part) part = std::make_unique<Part>(output.file((fs::path(sample.split) / kFileName).string()));
        part->list.add(row);
    }
    for (auto& [_, part] : parts) {
        part->list.end();
        part->file.write("\n");
        part->file.close();
    }
    return {};
}

constexpr Holds kHolds{
    .text = Holds::Text::None, .untexted = true, .boxes = true, .labels = true, .splits = true, .metadata = true};
const Formats::Entry entry{
    "createml",
    {.title = "Create ML (JSON list of images with boxes)",
     .detect = detect,
     .read = read,
     .writer = Writer{
         .holds = kHolds, .copies = true, .write = write, .own = {.sample = kRowKeys, .region = kAnnotationKeys}}}};

}  // namespace
}  // namespace atelier::data
