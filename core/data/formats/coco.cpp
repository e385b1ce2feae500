// COCO: a JSON file of images, categories and annotations with a box, polygons or a caption each. A folder is read with
// all COCO files in it and in its folder "annotations": instances and captions of one image come together.
#include "common/error.h"
#include "data/formats/rows.h"
#include "vision/image.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

bool looksLikeCoco(const fs::path& file) {
    if (extensionOf(file) != ".json") return false;
    const std::string head = headOf(file);
    return head.find("\"images\"") != std::string::npos && head.find("\"file_name\"") != std::string::npos &&
           head.find("\"conversations\"") == std::string::npos && head.find("\"messages\"") == std::string::npos;
}

std::vector<fs::path> cocoFiles(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return looksLikeCoco(path) ? std::vector{path} : std::vector<fs::path>();
    std::vector<fs::path> files;
    for (const fs::path& folder : {path, path / "annotations"})
        for (const auto& file : fs::directory_iterator(folder, ignored))
            if (file.is_regular_file(ignored) && looksLikeCoco(file.path())) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
}

int detect(const fs::path& path) {
    return cocoFiles(path).empty() ? 0 : 85;
}

struct Image {
    std::string name;
    std::vector<Region> regions;
    std::vector<std::string> captions;
};

// Images of all files in the order they come. The same name in a second file is the same image; twice in one file it
// is two.
struct Images {
    std::vector<Image> all;
    std::map<std::pair<std::string, int>, std::size_t> byName;
};

std::vector<std::array<double, 2>> pointsOf(const Json& numbers, const std::string& where) {
    std::vector<std::array<double, 2>> points;
    if (!numbers.is_array() || numbers.size() % 2 != 0) throw Error("a polygon must be pairs of numbers", where);
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
        if (!numbers[i].is_number() || !numbers[i + 1].is_number())
            throw Error("a polygon must be pairs of numbers", where);
        points.push_back({numbers[i].get<double>(), numbers[i + 1].get<double>()});
    }
    return points;
}

// A box, or a polygon for each part of the outline.
std::vector<Region> regionsOf(const Json& annotation, const std::string& label, const std::string& where) {
    Region region;
    region.label = label;
    region.transcription = jsonAt<std::string>(annotation, "utf8_string", where, "");  // as COCO-Text has it
    std::vector<Region> regions;
    const auto outline = annotation.find("segmentation");
    if (outline != annotation.end() && outline->is_object())
        throw Error("a mask in run lengths is not supported", where, "convert it to polygons");
    if (outline != annotation.end() && outline->is_array() && !outline->empty()) {
        region.shape = Region::Shape::Polygon;
        for (const Json& part : *outline) {
            region.points = pointsOf(part, where);
            if (region.points.size() < 3) throw Error("a polygon of less than 3 points", where);
            regions.push_back(region);
        }
        return regions;
    }
    const auto box = annotation.find("bbox");
    if (box == annotation.end()) throw Error("neither a box nor a caption", where);
    const auto numbers = pointsOf(*box, where);
    if (numbers.size() != 2) throw Error("a box must be [x, y, width, height]", where);
    const auto [at, size] = std::pair(numbers[0], numbers[1]);
    if (size[0] < 0 || size[1] < 0) throw Error("a box of negative size", where);
    region.points = {at, {at[0] + size[0], at[1] + size[1]}};
    return {region};
}

// The list under `key`; none where the key is missing.
const Json& listAt(const Json& object, const char* key, const std::string& where) {
    static const Json kNone = Json::array();
    const auto found = object.find(key);
    if (found == object.end()) return kNone;
    if (!found->is_array()) throw Error(std::string("\"") + key + "\" must be a list", where);
    return *found;
}

std::map<std::int64_t, std::string> categoriesOf(const Json& document, const std::string& where) {
    std::map<std::int64_t, std::string> names;
    for (const Json& category : listAt(document, "categories", where))
        names[jsonAt<std::int64_t>(category, "id", where + " categories")] =
            jsonAt<std::string>(category, "name", where + " categories");
    return names;
}

void readAnnotation(const Json& annotation, const std::map<std::int64_t, std::string>& categories, Image& image,
                    const std::string& where) {
    if (annotation.contains("caption")) {
        image.captions.push_back(jsonAt<std::string>(annotation, "caption", where));
        return;
    }
    const auto category = categories.find(jsonAt<std::int64_t>(annotation, "category_id", where, -1));
    for (Region& region : regionsOf(annotation, category == categories.end() ? "" : category->second, where))
        image.regions.push_back(std::move(region));
}

void readFile(const fs::path& file, Images& images, ImportReport& report) {
    const std::string name = file.filename().string();
    const Json document = readJson(file);
    if (!document.is_object()) throw Error("expected an object", name);
    const auto categories = categoriesOf(document, name);
    std::map<std::int64_t, std::size_t> byId;
    std::map<std::string, int> times;
    for (const Json& row : listAt(document, "images", name)) {
        const std::string where = name + " images[" + std::to_string(byId.size()) + "]";
        try {
            const std::string path = jsonAt<std::string>(row, "file_name", where);
            const auto id = jsonAt<std::int64_t>(row, "id", where);
            const auto place = images.byName.emplace(std::pair(path, times[path]++), images.all.size());
            if (place.second) images.all.push_back({path, {}, {}});
            if (!byId.emplace(id, place.first->second).second)
                throw Error("a second image with the id " + std::to_string(id), where);
        } catch (const Error& error) {
            report.skipSample(where, error.what());
        }
    }
    std::int64_t index = 0;
    for (const Json& annotation : listAt(document, "annotations", name)) {
        const std::string where = name + " annotations[" + std::to_string(index++) + "]";
        try {
            const auto image = byId.find(jsonAt<std::int64_t>(annotation, "image_id", where));
            if (image == byId.end()) throw Error("an annotation of an image that is not there", where);
            readAnnotation(annotation, categories, images.all[image->second], where);
        } catch (const Error& error) {
            report.warn(error.what());
        }
    }
}

// file_name is below the root, or below its folder of images, whatever that is called.
fs::path resolve(const std::string& name, const MediaPaths& paths, const fs::path& folder) {
    try {
        return paths.resolve(name);
    } catch (const Error&) {
        std::error_code ignored;
        for (const auto& below : fs::directory_iterator(folder, ignored))
            if (below.is_directory(ignored) && fs::is_regular_file(below.path() / name, ignored))
                return paths.resolve((below.path() / name).string());
        throw;
    }
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    fs::path folder = fs::is_directory(path) ? fs::canonical(path) : fs::absolute(path).parent_path();
    if (!fs::is_directory(path) && folder.filename() == "annotations") folder = folder.parent_path();
    const std::vector<fs::path> files = cocoFiles(path);
    if (files.empty()) throw Error("no COCO file", path.string(), "expected JSON with \"images\" and \"annotations\"");
    const MediaPaths paths(options, folder);
    const std::string name = fs::is_directory(path) ? folder.filename().string() : path.stem().string();
    sink.dataset({name, "coco", path, paths.root()});
    Images images;
    for (const fs::path& file : files) {
        try {
            readFile(file, images, report);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User || files.size() == 1) throw;
            report.skipSource(file.filename().string(), error.what());
        }
    }
    SampleIds ids(name);
    std::int64_t index = 0;
    for (Image& image : images.all) {
        const std::string stem = fs::path(image.name).replace_extension().string();
        try {
            Sample sample;
            sample.media.push_back({Media::Kind::Image, resolve(image.name, paths, folder)});
            sample.regions = std::move(image.regions);
            sample.origin = image.name;
            // Each caption is a sample of its own, as each is an answer of its own.
            for (std::size_t i = 0; i < std::max<std::size_t>(image.captions.size(), 1); ++i) {
                Sample one = sample;
                one.id = ids.next(i == 0 ? stem : stem + "-" + std::to_string(i + 1), index++);
                if (!image.captions.empty())
                    one.turns = {{Turn::Role::User, kImageMark + options.prompt},
                                 {Turn::Role::Assistant, image.captions[i]}};
                normalizeMarks(one);
                sink.sample(std::move(one));
            }
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(image.name, error.what());
        }
    }
}

double areaOf(const Region& region) {
    const Box box = region.bounds();
    if (region.shape != Region::Shape::Polygon) return box.width() * box.height();
    double twice = 0;
    for (std::size_t i = 0; i < region.points.size(); ++i) {
        const auto& a = region.points[i];
        const auto& b = region.points[(i + 1) % region.points.size()];
        twice += a[0] * b[1] - b[0] * a[1];
    }
    return std::abs(twice) / 2;
}

Json annotationOf(const Region& region, std::int64_t id, std::size_t image, std::int64_t category) {
    const Box box = region.bounds();
    Json json{{"id", id},
              {"image_id", image},
              {"category_id", category},
              {"bbox", {box.left, box.top, box.width(), box.height()}},
              {"area", areaOf(region)},
              {"iscrowd", 0},
              {"segmentation", Json::array()}};
    if (region.shape == Region::Shape::Polygon) {
        Json outline = Json::array();
        for (const auto& [x, y] : region.points) {
            outline.push_back(x);
            outline.push_back(y);
        }
        json["segmentation"].push_back(std::move(outline));
    }
    if (!region.transcription.empty()) json["utf8_string"] = region.transcription;
    return json;
}

std::string write(const std::vector<Sample>& samples, Output& output) {
    Json images = Json::array(), annotations = Json::array(), captions = Json::array(), categories = Json::array();
    std::map<std::string, std::int64_t> ids;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const vision::ImageInfo size = vision::probeImage(samples[i].media.front().path);
        images.push_back({{"id", i + 1},
                          {"file_name", output.refer(samples[i].media.front())},
                          {"width", size.width},
                          {"height", size.height}});
        for (const Region& region : samples[i].regions) {
            const auto [category, fresh] = ids.emplace(region.label, std::ssize(ids) + 1);
            if (fresh) categories.push_back({{"id", category->second}, {"name", region.label}});
            annotations.push_back(annotationOf(region, std::ssize(annotations) + 1, i + 1, category->second));
        }
        if (!samples[i].turns.empty())
            captions.push_back(
                {{"id", captions.size() + 1}, {"image_id", i + 1}, {"caption", samples[i].turns.back().text}});
    }
    // Two files, since readers of boxes expect a category of every annotation.
    if (!captions.empty())
        output.putJson("annotations/captions.json", Json{{"images", images}, {"annotations", std::move(captions)}});
    output.putJson("annotations/instances.json", Json{{"images", std::move(images)},
                                                      {"annotations", std::move(annotations)},
                                                      {"categories", std::move(categories)}});
    return {};
}

constexpr Holds kHolds{.text = Holds::Text::Answer,
                       .untexted = true,
                       .boxes = true,
                       .polygons = true,
                       .labels = true,
                       .transcriptions = true};
const Formats::Entry entry{"coco",
                           {.title = "COCO instances and captions (JSON)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write}}};

}  // namespace
}  // namespace atelier::data
