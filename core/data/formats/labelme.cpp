// LabelMe and X-AnyLabeling: a folder with one JSON file of shapes for each image.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"
#include "vision/image.h"
#include "vision/image_kinds.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> jsonFiles(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(folder, ignored))
        if (extensionOf(file.path()) == ".json" && file.is_regular_file(ignored)) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
}

bool looksLikeLabelMe(const fs::path& file) {
    const std::string head = headOf(file, 4096);
    return head.find("\"shapes\"") != std::string::npos;
}

// The folder's own JSON files, and the label files of the folders below it.
std::vector<fs::path> labelFiles(const fs::path& folder) {
    std::vector<fs::path> files = jsonFiles(folder);
    std::error_code ignored;
    for (fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, ignored), end;
         file != end; file.increment(ignored))
        if (file.depth() > 0 && extensionOf(file->path()) == ".json" && looksLikeLabelMe(file->path()))
            files.push_back(file->path());
    std::sort(files.begin(), files.end());
    return files;
}

int detect(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return extensionOf(path) == ".json" && looksLikeLabelMe(path) ? 70 : 0;
    if (const std::vector<fs::path> files = jsonFiles(path); !files.empty())
        return looksLikeLabelMe(files.front()) ? 80 : 0;
    const auto isLabel = [](const fs::path& file) { return extensionOf(file) == ".json" && looksLikeLabelMe(file); };
    return firstBelow(path, isLabel).empty() ? 0 : 80;
}

std::vector<std::array<double, 2>> pointsOf(const Json& shape, const std::string& where) {
    std::vector<std::array<double, 2>> points;
    const auto list = shape.find("points");
    if (list == shape.end() || !list->is_array()) throw Error("a shape without points", where);
    for (const Json& point : *list) {
        if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number())
            throw Error("a point must be two numbers", where);
        points.push_back({point[0].get<double>(), point[1].get<double>()});
    }
    return points;
}

Region regionOf(const Json& shape, const std::string& where) {
    Region region;
    region.points = pointsOf(shape, where);
    region.label = jsonAt<std::string>(shape, "label", where, "");
    region.transcription = jsonAt<std::string>(shape, "description", where, "");
    if (region.transcription.empty())
        region.transcription = jsonAt<std::string>(shape, "text", where, "");  // older X-AnyLabeling

    const std::string type = jsonAt<std::string>(shape, "shape_type", where, "polygon");
    const std::size_t count = region.points.size();
    if (type == "rectangle" && count >= 2) {
        const Box box = region.bounds();
        region.points = {{box.left, box.top}, {box.right, box.bottom}};
    } else if (type == "rotation" && count == 4) {
        region.shape = Region::Shape::RotatedBox;
    } else if (type == "polygon" && count >= 3) {
        region.shape = Region::Shape::Polygon;
    } else {
        throw Error("a shape of type \"" + type + "\" with " + std::to_string(count) + " points is not supported",
                    where);
    }
    return region;
}

std::vector<Region> regionsOf(const Json& document, const std::string& where, ImportReport& report) {
    std::vector<Region> regions;
    const auto shapes = document.find("shapes");
    if (shapes == document.end() || !shapes->is_array()) throw Error("no list of \"shapes\"", where);
    for (std::size_t i = 0; i < shapes->size(); ++i) {
        const std::string place = where + " shape " + std::to_string(i);
        try {
            regions.push_back(regionOf((*shapes)[i], place));
        } catch (const Error& error) {
            report.warn(error.what());
        }
    }
    return regions;
}

// In small letters and in capitals.
const std::vector<std::string>& imageEndings() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> endings;
        for (const vision::ImageKind& kind : vision::imageKinds())
            if (kind.readable)
                for (const std::string& ending : kind.endings) {
                    endings.push_back(ending);
                    std::string capitals = ending;
                    std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
                    endings.push_back(capitals);
                }
        return endings;
    }();
    return all;
}

// imagePath is relative to the JSON file; when it leads nowhere, an image of the same name beside the file or in the
// folder "images".
fs::path imageOf(const Json& document, const fs::path& file, const MediaPaths& paths) {
    std::string problem = "no imagePath";
    const std::string named = jsonAt<std::string>(document, "imagePath", file.filename().string(), "");
    if (!named.empty()) {
        std::string local = named;
        std::replace(local.begin(), local.end(), '\\', '/');  // written on Windows
        try {
            const fs::path folder = fs::canonical(file.parent_path());
            return paths.resolve((folder / local).string());
        } catch (const Error& error) {
            problem = error.what();
        }
    }
    for (const fs::path& folder :
         {file.parent_path(), file.parent_path() / "images", file.parent_path().parent_path() / "images"})
        for (const std::string& ending : imageEndings()) {
            const fs::path candidate = folder / (file.stem().string() + ending);
            std::error_code ignored;
            if (!fs::is_regular_file(candidate, ignored)) continue;
            try {
                return paths.resolve(fs::absolute(candidate).string());
            } catch (const Error&) {
                continue;  // outside the root: as if it were not there; the first problem is what the user hears of
            }
        }
    throw Error(problem, file.filename().string(), "import the folder that holds both images and labels");
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const bool single = !fs::is_directory(path);
    const fs::path folder = single ? fs::absolute(path).parent_path() : fs::absolute(path);
    const MediaPaths paths(options, folder);
    const std::string name = single ? path.stem().string() : fs::canonical(folder).filename().string();
    sink.dataset({name, "labelme", path, paths.root()});
    SampleIds ids(name);
    std::int64_t index = 0;
    for (const fs::path& file : single ? std::vector{path} : labelFiles(folder)) {
        const std::string where = single ? file.filename().string() : file.lexically_relative(folder).string();
        try {
            const Json document = readJson(file);
            Sample sample;
            sample.media.push_back({Media::Kind::Image, imageOf(document, file, paths), {}});
            sample.regions = regionsOf(document, where, report);
            sample.origin = where;
            sample.id = ids.next(file.stem().string(), index);
            sink.sample(std::move(sample));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(where, error.what());
        }
        ++index;
    }
}

// Label files in `folder` or in a folder below it, for images that samples of another format show.
void annotate(const fs::path& folder, std::vector<Sample>& samples, ImportReport& report) {
    std::vector<fs::path> labelled;
    std::error_code ignored;
    if (detect(folder) > 0) labelled.push_back(folder);
    for (const auto& below : fs::directory_iterator(folder, ignored))
        if (below.is_directory(ignored) && !below.is_symlink(ignored) && detect(below.path()) > 0)
            labelled.push_back(below.path());
    std::sort(labelled.begin(), labelled.end());
    if (labelled.empty()) return;

    std::multimap<fs::path, std::pair<std::size_t, int>> places;
    for (std::size_t i = 0; i < samples.size(); ++i)
        for (std::size_t m = 0; m < samples[i].media.size(); ++m)
            places.emplace(samples[i].media[m].path, std::pair(i, static_cast<int>(m)));

    const MediaPaths paths(folder);
    std::int64_t unused = 0;
    for (const fs::path& labels : labelled) {
        for (const fs::path& file : jsonFiles(labels)) {
            const std::string where = (labels.filename() / file.filename()).string();
            try {
                if (!looksLikeLabelMe(file)) continue;
                const Json document = readJson(file);
                const auto [first, last] = places.equal_range(imageOf(document, file, paths));
                if (first == last) {
                    ++unused;
                    continue;
                }
                const std::vector<Region> regions = regionsOf(document, where, report);
                for (auto place = first; place != last; ++place)
                    for (Region region : regions) {
                        region.media = place->second.second;
                        samples[place->second.first].regions.push_back(std::move(region));
                    }
            } catch (const Error& error) {
                if (error.kind() != Error::Kind::User) throw;
                report.warn(where + ": " + error.what());
            }
        }
    }
    if (unused > 0) report.warn(std::to_string(unused) + " label files are for images that no sample shows");
}

Json shapeOf(const Region& region) {
    constexpr std::array kTypes{"rectangle", "rotation", "polygon"};
    Json shape{{"label", region.label},
               {"points", region.points},
               {"group_id", nullptr},
               {"description", region.transcription},
               {"shape_type", kTypes[static_cast<std::size_t>(region.shape)]},
               {"flags", Json::object()}};
    return shape;
}

std::string write(const std::vector<Sample>& samples, Output& output) {
    for (const Sample& sample : samples) {
        const fs::path image = output.copyInto("", sample.media.front());
        const vision::ImageInfo size = vision::probeImage(sample.media.front().path);
        Json document{{"version", "5.0.1"}, {"flags", Json::object()}, {"shapes", Json::array()}};
        for (const Region& region : sample.regions)
            document["shapes"].push_back(shapeOf(region));
        document["imagePath"] = image.filename().string();
        document["imageData"] = nullptr;
        document["imageHeight"] = size.height;
        document["imageWidth"] = size.width;
        output.putJson(fs::path(image).replace_extension(".json").string(), document);
    }
    return {};
}

constexpr Holds kHolds{.text = Holds::Text::None,
                       .untexted = true,
                       .boxes = true,
                       .rotatedBoxes = true,
                       .polygons = true,
                       .labels = true,
                       .transcriptions = true};
const Formats::Entry entry{"labelme",
                           {.title = "LabelMe or X-AnyLabeling folder (JSON beside images)",
                            .detect = detect,
                            .read = read,
                            .annotate = annotate,
                            .writer = Writer{.holds = kHolds, .copies = true, .write = write}}};

}  // namespace
}  // namespace atelier::data
