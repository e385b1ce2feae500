// LabelMe and X-AnyLabeling: a folder with one JSON file of shapes for each image.
#include "common/base64.h"
#include "common/error.h"
#include "common/file.h"
#include "data/formats/data_url.h"
#include "data/formats/loose.h"
#include "data/formats/other_machine.h"
#include "data/formats/rows.h"
#include "data/mask_runs.h"
#include "vision/image.h"
#include "vision/image_kinds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

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
    const auto isLabel = [](const fs::path& file) { return extensionOf(file) == ".json" && looksLikeLabelMe(file); };
    if (!fs::is_directory(path, ignored)) return isLabel(path) ? 70 : 0;
    constexpr std::ptrdiff_t kMost = 100;  // other JSON may lie beside the labels
    if (const std::vector<fs::path> files = jsonFiles(path); !files.empty())
        return std::any_of(files.begin(), files.begin() + std::min(std::ssize(files), kMost), looksLikeLabelMe) ? 80
                                                                                                                : 0;
    return firstBelow(path, isLabel).empty() ? 0 : 80;
}

const KeySet kDocumentKeys{"version", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth"};
const KeySet kShapeKeys{"label", "points", "shape_type", "description", "text", "mask", "direction"};

// Keys that labelling tools write for every shape and picture, most often with nothing in them.
bool saysNothing(const std::string& key, const Json& value) {
    static const KeySet kAlways{"flags",       "attributes", "kie_linking", "text",
                                "description", "group_id",   "score",       "difficult"};
    return kAlways.contains(key) &&
           (value.is_null() || (value.is_structured() && value.empty()) || value == Json("") || value == Json(false));
}

void keepOthers(const Json& object, const KeySet& known, Metadata& metadata, ImportReport& report,
                const std::string& where) {
    KeySet skipped = known;
    for (const auto& [key, value] : object.items())
        if (saysNothing(key, value)) skipped.insert(key);
    keepRest(object, skipped, metadata, report, where);
}

std::vector<std::array<double, 2>> pointsOf(const Json& shape) {
    std::vector<std::array<double, 2>> points;
    const auto list = shape.find("points");
    if (list == shape.end() || !list->is_array()) throw Error("without points");
    for (const Json& point : *list) {
        const bool pair = point.is_array() && point.size() == 2;
        const auto x = pair ? looseNumber(point[0]) : std::nullopt, y = pair ? looseNumber(point[1]) : std::nullopt;
        if (!x || !y) throw Error("with a point that is not two numbers");
        points.push_back({*x, *y});
    }
    return points;
}

// A mask is a picture of the pixels in the rectangle of its two points, the last row and column included.
Mask maskOf(const Json& shape, const Box& corners, const std::optional<vision::ImageInfo>& size) {
    const auto text = shape.find("mask");
    if (text == shape.end() || !text->is_string()) throw Error("a mask without its picture");
    if (!size) throw Error("a mask for a picture that cannot be read");
    const vision::Image picture = vision::decodeImage(decodeBase64(text->get_ref<const std::string&>()), "mask");
    const std::int64_t left = std::llround(corners.left), top = std::llround(corners.top);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size->width) * static_cast<std::size_t>(size->height));
    for (std::int64_t y = std::max<std::int64_t>(0, -top); y < picture.height && top + y < size->height; ++y)
        for (std::int64_t x = std::max<std::int64_t>(0, -left); x < picture.width && left + x < size->width; ++x)
            pixels[static_cast<std::size_t>((top + y) * size->width + left + x)] =
                picture.pixels[static_cast<std::size_t>(3 * (y * picture.width + x))];
    return data::maskOf(pixels, size->width, size->height);
}

void setShape(Region& region, const Json& shape, const std::optional<vision::ImageInfo>& size) {
    using Shape = Region::Shape;
    const std::string type = looseText(shape, "shape_type", "", "polygon");
    const std::size_t count = region.points.size();
    const auto box = [&] {
        const Box bounds = region.bounds();
        region.shape = Shape::Box;
        region.points = {{bounds.left, bounds.top}, {bounds.right, bounds.bottom}};
        return bounds;
    };
    region.shape = Shape::Polygon;  // so that bounds() takes each point
    if (type == "rectangle" && count >= 2) {
        box();
    } else if (type == "rotation" && count == 4) {
        region.shape = Shape::RotatedBox;
    } else if (type == "circle" && count == 2) {
        region.shape = Shape::Circle;
    } else if ((type == "line" || type == "linestrip") && count >= 2) {
        region.shape = Shape::Line;
    } else if (type == "point" && count == 1) {
        region.shape = Shape::Point;
    } else if (type == "mask" && count == 2) {
        Mask mask = maskOf(shape, box(), size);
        const std::optional<Box> bounds = boundsOf(mask);
        if (!bounds) throw Error("an empty mask");
        region.points = {{bounds->left, bounds->top}, {bounds->right, bounds->bottom}};
        region.details.edit().mask = std::move(mask);
    } else if (type != "polygon" || count < 3) {
        throw Error("\"" + type + "\" of " + std::to_string(count) + (count == 1 ? " point" : " points"));
    }
}

Region regionOf(const Json& shape, const std::optional<vision::ImageInfo>& size, ImportReport& report,
                const std::string& where) {
    if (!shape.is_object()) throw Error("that is no object");
    Region region;
    region.points = pointsOf(shape);
    region.label = looseText(shape, "label", where);
    region.transcription = looseText(shape, "description", where);
    if (region.transcription.empty()) region.transcription = looseText(shape, "text", where);  // older X-AnyLabeling
    setShape(region, shape, size);
    Metadata metadata;
    keepOthers(shape, kShapeKeys, metadata, report, where);
    if (!metadata.empty()) region.details.edit().metadata = std::move(metadata);
    return region;
}

std::vector<Region> regionsOf(const Json& document, const fs::path& picture, const std::string& where,
                              ImportReport& report) {
    std::vector<Region> regions;
    const auto shapes = document.find("shapes");
    if (shapes == document.end() || !shapes->is_array()) throw Error("no list of \"shapes\"", where);
    const auto isMask = [](const Json& shape) { return shape.is_object() && shape.contains("mask"); };
    std::optional<vision::ImageInfo> size;  // only masks need it
    if (std::any_of(shapes->begin(), shapes->end(), isMask)) try {
            size = vision::probeImage(picture);
        } catch (const Error&) {
            size.reset();  // the shape is named
        }
    for (std::size_t i = 0; i < shapes->size(); ++i) {
        const std::string place = where + " shape " + std::to_string(i);
        ++report.rows;
        try {
            regions.push_back(regionOf((*shapes)[i], size, report, place));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.leaveOut("shape", error.message(), "left out", place);
        }
    }
    return regions;
}

// Finds the pictures of label files.
class Pictures {
public:
    explicit Pictures(const MediaPaths& paths) : paths_(paths) {}

    // imagePath is relative to the JSON file, and may be of another machine; when it leads nowhere, a picture of that
    // name, or of the JSON's own, beside the file or in the folder "images"; else the picture in the file itself.
    fs::path of(const Json& document, const fs::path& file) {
        const std::string named = looseText(document, "imagePath", file.filename().string());
        const fs::path folder = fs::absolute(file).parent_path();
        std::string problem = "no imagePath";
        if (!named.empty()) try {
                const ForeignPath foreign(named);
                return paths_.resolve((foreign.absolute ? fs::path(named) : folder / foreign.path).string());
            } catch (const Error& error) {
                problem = error.what();
            }
        const std::string stem = ForeignPath(named).path.stem().string();
        for (const std::string& name : {stem, file.stem().string()})
            for (const fs::path& place : {folder, folder / "images", folder.parent_path() / "images"})
                if (const fs::path found = byStem_.find(place, name); !found.empty()) try {
                        return paths_.resolve(found.string());
                    } catch (const Error&) {
                        continue;  // outside the root: as if it were not there; the user hears of the first problem
                    }
        if (const auto inside = document.find("imageData");
            inside != document.end() && inside->is_string() && !inside->get_ref<const std::string&>().empty())
            return paths_.unpack(decodeBase64(inside->get_ref<const std::string&>()));
        throw Error(problem, file.filename().string(), "import the folder that holds both images and labels");
    }

private:
    const MediaPaths& paths_;
    PicturesByStem byStem_;
};

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const bool single = !fs::is_directory(path);
    const fs::path folder = single ? fs::absolute(path).parent_path() : fs::absolute(path);
    const MediaPaths paths(options, folder);
    Pictures pictures(paths);
    const std::string name = single ? path.stem().string() : fs::canonical(folder).filename().string();
    sink.dataset({name, "labelme", path, paths.root()});
    SampleIds ids(name);
    std::int64_t index = 0;
    for (const fs::path& file : single ? std::vector{path} : labelFiles(folder)) {
        const std::string where = single ? file.filename().string() : file.lexically_relative(folder).string();
        try {
            report.readFile(file);
            const Json document = readLooseJson(file, report);
            if (!document.is_object()) throw Error("expected an object", where);
            if (!single && !document.contains("shapes")) {
                report.leaveOut("file", where, "is no label file", where);
                continue;
            }
            Sample sample;
            const fs::path picture = pictures.of(document, file);
            sample.media.push_back({Media::Kind::Image, picture});
            sample.regions = regionsOf(document, picture, where, report);
            keepOthers(document, kDocumentKeys, sample.metadata, report, where);
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
    Pictures pictures(paths);
    for (const fs::path& labels : labelled) {
        for (const fs::path& file : jsonFiles(labels)) {
            const std::string where = (labels.filename() / file.filename()).string();
            try {
                if (!looksLikeLabelMe(file)) continue;
                report.readFile(file);
                const Json document = readLooseJson(file, report);
                const fs::path picture = pictures.of(document, file);
                const auto [first, last] = places.equal_range(picture);
                if (first == last) {
                    report.leaveOut("file", "label files", "are for pictures that no sample shows", where);
                    continue;
                }
                const std::vector<Region> regions = regionsOf(document, picture, where, report);
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
}

const char* typeOf(const Region& region) {
    switch (region.shape) {
        case Region::Shape::Box:
            return "rectangle";
        case Region::Shape::RotatedBox:
            return "rotation";
        case Region::Shape::Polygon:
            return "polygon";
        case Region::Shape::Circle:
            return "circle";
        case Region::Shape::Line:
            return region.points.size() == 2 ? "line" : "linestrip";
        case Region::Shape::Point:
            return "point";
    }
    throw std::logic_error("a shape that is none");
}

// The pixels of the mask in the rectangle of its two points, the last row and column included, as a PNG.
void putMask(const Mask& mask, Json& shape) {
    const std::optional<Box> bounds = boundsOf(mask);
    if (!bounds) return;
    const auto left = static_cast<int>(bounds->left), top = static_cast<int>(bounds->top);
    const int width = static_cast<int>(bounds->right) - left, height = static_cast<int>(bounds->bottom) - top;
    const std::vector<std::uint8_t> pixels = pixelMapOf(mask);
    vision::Image picture{width, height, {}};
    picture.pixels.resize(std::size_t(3) * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool set = pixels[static_cast<std::size_t>(top + y) * static_cast<std::size_t>(mask.width) +
                                    static_cast<std::size_t>(left + x)] != 0;
            for (std::size_t channel = 0; channel < 3; ++channel)
                picture.pixels[3 * static_cast<std::size_t>(y * width + x) + channel] = set ? 255 : 0;
        }
    shape["shape_type"] = "mask";
    shape["points"] = {{left, top}, {left + width - 1, top + height - 1}};
    shape["mask"] = encodeBase64(vision::encodePng(picture));
}

Json shapeOf(const Region& region) {
    Json shape{{"label", region.label},        {"points", region.points},
               {"group_id", nullptr},          {"description", region.transcription},
               {"shape_type", typeOf(region)}, {"flags", Json::object()}};
    if (region.details->mask) putMask(*region.details->mask, shape);
    if (region.shape == Region::Shape::RotatedBox) {
        // As X-AnyLabeling has it: radians from 0 to a full turn.
        const double angle =
            std::atan2(region.points[1][1] - region.points[0][1], region.points[1][0] - region.points[0][0]);
        shape["direction"] = angle < 0 ? angle + 2 * std::numbers::pi : angle;
    }
    putRest(region.details->metadata, shape);
    return shape;
}

// A mask's box is the one around its pixels.
bool fitMasks(Sample& sample, const Lost& lost) {
    for (Region& region : sample.regions) {
        if (!region.details->mask) continue;
        const std::optional<Box> bounds = boundsOf(*region.details->mask);
        if (!bounds) {
            lost("masks without a pixel");
            region.details.edit().mask.reset();
            continue;
        }
        const std::vector<std::array<double, 2>> corners{{bounds->left, bounds->top}, {bounds->right, bounds->bottom}};
        if (region.shape == Region::Shape::Box && region.points == corners) continue;
        lost("shapes of regions with a mask (the mask's box is kept)");
        region.shape = Region::Shape::Box;
        region.points = corners;
        region.details.edit().parts.clear();
    }
    return true;
}

std::string write(const SampleStream& samples, Output& output) {
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
        putRest(sample.metadata, document);
        output.putJson(fs::path(image).replace_extension(".json").string(), document);
    }
    return {};
}

constexpr Holds kHolds{.text = Holds::Text::None,
                       .untexted = true,
                       .boxes = true,
                       .rotatedBoxes = true,
                       .polygons = true,
                       .circles = true,
                       .lines = true,
                       .points = true,
                       .masks = true,
                       .labels = true,
                       .transcriptions = true,
                       .metadata = true};
const Formats::Entry entry{"labelme",
                           {.title = "LabelMe or X-AnyLabeling folder (JSON beside images)",
                            .detect = detect,
                            .read = read,
                            .annotate = annotate,
                            .writer = Writer{.holds = kHolds,
                                             .copies = true,
                                             .write = write,
                                             .fit = fitMasks,
                                             .own = {.sample = kDocumentKeys, .region = kShapeKeys}}}};

}  // namespace
}  // namespace atelier::data
