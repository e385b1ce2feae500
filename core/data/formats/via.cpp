// VGG Image Annotator: projects and annotations of versions 1 and 2 as JSON or CSV, projects of version 3 as JSON.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/csv.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

using Points = std::vector<std::array<double, 2>>;

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension == ".csv") {
        const std::string head = headOf(path, 4096);
        return head.find("region_shape_attributes") != std::string::npos ? 90 : 0;
    }
    if (extension != ".json") return 0;
    const std::string head = headOf(path);
    const auto has = [&](const char* key) { return head.find("\"" + std::string(key) + "\"") != std::string::npos; };
    if (has("_via_settings") || has("_via_img_metadata") || has("_via_data_format_version")) return 90;
    if (has("shape_attributes") && has("filename")) return 85;
    return has("vid") && has("xy") && has("av") && has("metadata") ? 80 : 0;
}

// The only file of a folder that is VIA's; several are the user's choice.
fs::path fileIn(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return path;
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(path, ignored))
        if (file.is_regular_file(ignored) && detect(file.path()) > 0) found.push_back(file.path());
    return found.size() == 1 ? found.front() : fs::path();
}

int detectAny(const fs::path& path) {
    const fs::path file = fileIn(path);
    return file.empty() ? 0 : detect(file);
}

// What a person chose for an attribute: a text, a number, or the options that are ticked.
std::string textOfChoice(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_object()) {
        std::string all;
        for (const auto& [option, ticked] : value.items())
            if (ticked == Json(true)) all += (all.empty() ? "" : ", ") + option;
        return all;
    }
    return value.is_null() ? std::string() : metadataText(value);
}

bool isOneOf(const std::string& name, std::initializer_list<const char*> names) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::any_of(names.begin(), names.end(), [&](const char* one) { return lower == one; });
}

// Attributes are named freely. The label is the one with a name that says so, else the only one; further ones are
// metadata.
void takeAttributes(const Json& attributes, Region& region, ImportReport& report, const std::string& where) {
    if (!attributes.is_object()) return;
    std::string label, text;
    std::size_t choices = 0;
    for (const auto& [name, value] : attributes.items()) {
        if (isOneOf(name, {"text", "transcription", "ocr"}))
            text = name;
        else if (isOneOf(name, {"label", "class", "name", "category", "type", "object", "object_name"}) &&
                 label.empty())
            label = name;
        ++choices;
    }
    if (label.empty() && text.empty() && choices == 1) label = attributes.begin().key();
    KeySet used;
    if (!label.empty()) {
        region.label = textOfChoice(attributes.at(label));
        used.insert(label);
    }
    if (!text.empty()) {
        region.transcription = textOfChoice(attributes.at(text));
        used.insert(text);
    }
    Metadata metadata;
    keepRest(attributes, used, metadata, report, where);
    if (!metadata.empty()) region.details.edit().metadata = std::move(metadata);
}

Points paired(const std::vector<double>& xs, const std::vector<double>& ys) {
    if (xs.size() != ys.size()) throw Error("with more x than y");
    Points points;
    for (std::size_t i = 0; i < xs.size(); ++i)
        points.push_back({xs[i], ys[i]});
    // Some versions repeat the first point at the end.
    if (points.size() > 3 && points.front() == points.back()) points.pop_back();
    return points;
}

// An outline of an ellipse whose first radius is turned by `angle` radians.
Points ellipse(double x, double y, double rx, double ry, double angle) {
    constexpr int kCorners = 36;
    Points points;
    for (int i = 0; i < kCorners; ++i) {
        const double t = 2 * std::numbers::pi * i / kCorners, u = rx * std::cos(t), v = ry * std::sin(t);
        points.push_back(
            {x + u * std::cos(angle) - v * std::sin(angle), y + u * std::sin(angle) + v * std::cos(angle)});
    }
    return points;
}

void setShape(Region& region, Region::Shape shape, Points points, std::size_t least) {
    if (points.size() < least)
        throw Error("of " + std::to_string(points.size()) + (points.size() == 1 ? " point" : " points"));
    region.shape = shape;
    region.points = std::move(points);
}

Region shapeOf(const Json& shape) {
    if (!shape.is_object()) throw Error("without a shape");
    const auto at = [&](const char* key) {
        const auto number = looseNumber(shape.value(key, Json()));
        if (!number) throw Error(std::string("without \"") + key + "\"");
        return *number;
    };
    const auto all = [&](const char* key) {
        const auto list = shape.find(key);
        if (list == shape.end() || !list->is_array()) throw Error(std::string("without \"") + key + "\"");
        std::vector<double> numbers;
        for (const Json& one : *list) {
            const auto number = looseNumber(one);
            if (!number) throw Error("with a point that is not two numbers");
            numbers.push_back(*number);
        }
        return numbers;
    };
    const std::string name = looseText(shape, "name", "");
    Region region;
    using Shape = Region::Shape;
    if (name == "rect") {
        const double x = at("x"), y = at("y"), width = at("width"), height = at("height");
        setShape(region, Shape::Box,
                 {{std::min(x, x + width), std::min(y, y + height)}, {std::max(x, x + width), std::max(y, y + height)}},
                 2);
    } else if (name == "circle") {
        setShape(region, Shape::Circle, {{at("cx"), at("cy")}, {at("cx") + at("r"), at("cy")}}, 2);
    } else if (name == "ellipse") {
        const double angle = shape.contains("theta") ? at("theta") : 0;
        setShape(region, Shape::Polygon, ellipse(at("cx"), at("cy"), at("rx"), at("ry"), angle), 3);
    } else if (name == "polygon" || name == "polyline") {
        Points points = paired(all("all_points_x"), all("all_points_y"));
        if (name == "polygon")
            setShape(region, Shape::Polygon, std::move(points), 3);
        else
            setShape(region, Shape::Line, std::move(points), 2);
    } else if (name == "point") {
        setShape(region, Shape::Point, {{at("cx"), at("cy")}}, 1);
    } else {
        throw Error("\"" + name + "\"");
    }
    return region;
}

// Version 3: [kind, x, y, ...].
Region shapeOfNumbers(const Json& list) {
    if (!list.is_array() || list.empty()) throw Error("without a shape");
    std::vector<double> n;
    for (const Json& one : list) {
        const auto number = looseNumber(one);
        if (!number) throw Error("with a place that is no number");
        n.push_back(*number);
    }
    const int kind = static_cast<int>(n.front());
    const auto need = [&](std::size_t count) {
        if (n.size() < count + 1) throw Error("with " + std::to_string(n.size() - 1) + " numbers");
    };
    Region region;
    using Shape = Region::Shape;
    const auto pairs = [&] {
        Points points;
        for (std::size_t i = 1; i + 1 < n.size(); i += 2)
            points.push_back({n[i], n[i + 1]});
        return points;
    };
    enum Kind {
        kPoint = 1,
        kRectangle,
        kCircle,
        kEllipse,
        kLine,
        kPolyline,
        kPolygon,
        kExtremeRectangle,
        kExtremeCircle
    };
    switch (kind) {
        case kPoint:
            need(2);
            setShape(region, Shape::Point, {{n[1], n[2]}}, 1);
            break;
        case kRectangle:
            need(4);
            setShape(region, Shape::Box, {{n[1], n[2]}, {n[1] + n[3], n[2] + n[4]}}, 2);
            break;
        case kCircle:
            need(3);
            setShape(region, Shape::Circle, {{n[1], n[2]}, {n[1] + n[3], n[2]}}, 2);
            break;
        case kEllipse:
            need(4);
            setShape(region, Shape::Polygon, ellipse(n[1], n[2], n[3], n[4], 0), 3);
            break;
        case kLine:
        case kPolyline:
            setShape(region, Shape::Line, pairs(), 2);
            break;
        case kPolygon:
            setShape(region, Shape::Polygon, pairs(), 3);
            break;
        default:
            throw Error("of the kind " + std::to_string(kind));
    }
    return region;
}

// The places of one picture, and what is said of it as a whole.
struct Picture {
    std::string file;
    std::vector<Region> regions = {};
    std::string caption = {};
    Metadata metadata = {};
};

class Reader {
public:
    explicit Reader(ImportReport& report) : report_(report) {}

    void attributes(const Json& attributes, Picture& picture, const std::string& where) {
        if (!attributes.is_object()) return;
        KeySet used;
        for (const auto& [name, value] : attributes.items())
            if (isOneOf(name, {"caption", "description"}) && picture.caption.empty()) {
                picture.caption = textOfChoice(value);
                used.insert(name);
            }
        keepRest(attributes, used, picture.metadata, report_, where);
    }

    void region(Picture& picture, const std::string& where, const std::function<Region()>& shape,
                const Json& attributes) {
        ++report_.rows;
        try {
            Region region = shape();
            takeAttributes(attributes, region, report_, where);
            picture.regions.push_back(std::move(region));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report_.leaveOut("shape", error.message(), "left out", where);
        }
    }

    std::vector<Picture> ofVersion2(const Json& document, const std::string& name) {
        const bool project = document.contains("_via_img_metadata");
        const Json& entries = project ? document.at("_via_img_metadata") : document;
        if (!entries.is_object()) throw Error("expected an object of pictures", name);
        std::vector<Picture> pictures;
        for (const auto& [key, entry] : entries.items()) {
            const std::string where = name + " \"" + key + "\"";
            if (!entry.is_object() || !entry.value("filename", Json()).is_string()) {
                if (!key.starts_with("_via_")) report_.skipSample(where, "no \"filename\"");
                continue;
            }
            Picture picture{entry.at("filename").get<std::string>()};
            attributes(entry.value("file_attributes", Json()), picture, where);
            keepRest(entry, {"filename", "size", "regions", "file_attributes", "fileref", "base64_img_data"},
                     picture.metadata, report_, where);
            // A list, or in version 1 an object of numbered regions.
            for (const Json& region : entry.value("regions", Json::array())) {
                if (!region.is_object()) {
                    report_.leaveOut("shape", "no object", "left out", where);
                    continue;
                }
                this->region(
                    picture, where, [&] { return shapeOf(region.value("shape_attributes", Json())); },
                    region.value("region_attributes", Json()));
            }
            pictures.push_back(std::move(picture));
        }
        return pictures;
    }

    std::vector<Picture> ofVersion3(const Json& document, const std::string& name) {
        std::map<std::string, std::string> names;  // attribute id -> name
        const Json none = Json::object();
        const auto objectAt = [&](const char* key) -> const Json& {
            const auto found = document.find(key);
            return found != document.end() && found->is_object() ? *found : none;
        };
        for (const auto& [id, attribute] : objectAt("attribute").items())
            names[id] = attribute.is_object() ? looseText(attribute, "aname", name, id) : id;
        const auto valuesOf = [&](const Json& mark) {
            Json values = Json::object();
            const Json given = mark.value("av", Json::object());
            for (const auto& [id, value] : given.items())
                values[names.contains(id) ? names.at(id) : id] = optionOf(document, id, value);
            return values;
        };
        std::vector<Picture> pictures;
        std::map<std::string, std::size_t> byView;
        for (const auto& [id, view] : objectAt("view").items()) {
            const Json files = view.is_object() ? view.value("fid_list", Json::array()) : Json::array();
            const std::string where = name + " view \"" + id + "\"";
            try {
                if (files.size() > 1) report_.leaveOut("view", "of several files", "the first is used", where);
                pictures.push_back({fileOfView(files, objectAt("file"), where)});
                byView.emplace(id, pictures.size() - 1);
            } catch (const Error& error) {
                if (error.kind() != Error::Kind::User) throw;
                report_.skipSample(where, error.what());
            }
        }
        for (const auto& [id, mark] : objectAt("metadata").items()) {
            const std::string where = name + " metadata \"" + id + "\"";
            const auto view = mark.is_object() ? looseId(mark.value("vid", Json())) : std::nullopt;
            const auto found = view ? byView.find(*view) : byView.end();
            if (found == byView.end()) {
                report_.leaveOut("shape", "of a picture that is not there", "left out", where);
                continue;
            }
            Picture& picture = pictures[found->second];
            const Json place = mark.value("xy", Json::array());
            if (!mark.value("z", Json::array()).empty())
                report_.leaveOut("key", "z", "not kept: times of videos", where);
            if (place.empty())
                attributes(valuesOf(mark), picture, where);
            else
                region(picture, where, [&] { return shapeOfNumbers(place); }, valuesOf(mark));
        }
        return pictures;
    }

    std::vector<Picture> ofTable(const fs::path& file) {
        std::vector<Picture> pictures;
        std::map<std::string, std::size_t> byFile;
        forEachCsvRow(file, report_, [&](const Json& row, std::int64_t, const std::string& where) {
            // Version 1 writes "#filename".
            const std::string name = looseText(row, row.contains("#filename") ? "#filename" : "filename", where);
            if (name.empty()) throw Error("no \"filename\"");
            const auto [at, isNew] = byFile.emplace(name, pictures.size());
            if (isNew) pictures.push_back({name});
            Picture& picture = pictures[at->second];
            const auto cell = [&](const char* key) {
                const std::string text = looseText(row, key, where);
                return text.empty() ? Json::object() : parseJson(text, key);
            };
            if (isNew) attributes(cell("file_attributes"), picture, where);
            const Json shape = cell("region_shape_attributes");
            if (!shape.empty()) region(picture, where, [&] { return shapeOf(shape); }, cell("region_attributes"));
        });
        return pictures;
    }

private:
    static std::string fileOfView(const Json& ids, const Json& files, const std::string& where) {
        const auto id = ids.is_array() && !ids.empty() ? looseId(ids.front()) : std::nullopt;
        const Json file = id ? files.value(*id, Json()) : Json();
        if (!file.is_object()) throw Error("its file is not in the project", where);
        const std::string source = looseText(file, "src", where);
        return source.empty() || source.starts_with("data:") ? looseText(file, "fname", where) : source;
    }

    // An option's name for its number.
    static Json optionOf(const Json& document, const std::string& attribute, const Json& value) {
        if (!value.is_string()) return value;
        const Json options = document.at("attribute").value(attribute, Json::object()).value("options", Json::object());
        std::string names, rest = value.get<std::string>();
        for (std::size_t at = 0; at <= rest.size();) {
            const std::size_t end = std::min(rest.find(',', at), rest.size());
            const std::string id = rest.substr(at, end - at);
            if (!options.is_object() || !options.contains(id) || !options.at(id).is_string()) return value;
            names += (names.empty() ? "" : ", ") + options.at(id).get<std::string>();
            at = end + 1;
        }
        return names;
    }

    ImportReport& report_;
};

std::vector<Picture> picturesOf(const fs::path& file, ImportReport& report) {
    Reader reader(report);
    if (extensionOf(file) == ".csv") return reader.ofTable(file);
    report.readFile(file);
    const Json document = readLooseJson(file, report);
    const std::string name = file.filename().string();
    if (!document.is_object()) throw Error("expected an object", name);
    // Settings of the tool, and the values that attributes may have.
    for (const char* key : {"_via_settings", "_via_attributes", "config", "project"})
        if (const auto found = document.find(key); found != document.end() && !found->empty())
            report.leaveOut("key", key, "not kept", name);
    if (document.contains("metadata") && document.contains("view")) return reader.ofVersion3(document, name);
    return reader.ofVersion2(document, name);
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const fs::path file = fileIn(path);
    if (file.empty()) throw Error("found several VIA files, or none", path.string(), "import one by its path");
    const fs::path folder = fs::canonical(fs::absolute(file).parent_path());
    const MediaPaths paths(options, folder);
    const std::string name = fs::is_directory(path) ? folder.filename().string() : path.stem().string();
    sink.dataset({name, "via", path, paths.root()});
    SampleIds ids(name);
    std::int64_t index = 0;
    for (Picture& picture : picturesOf(file, report)) {
        try {
            if (isVideoFile(picture.file)) throw Error("a video: only marks on pictures are read");
            Sample sample;
            sample.media.push_back({Media::Kind::Image, paths.resolve(picture.file)});
            if (!picture.caption.empty())
                sample.turns = {{Turn::Role::User, kImageMark + options.prompt},
                                {Turn::Role::Assistant, picture.caption}};
            sample.regions = std::move(picture.regions);
            sample.metadata = std::move(picture.metadata);
            normalizeMarks(sample);
            requireValid(sample, picture.file);
            sample.origin = picture.file;
            sample.id = ids.next(fs::path(picture.file).replace_extension().string(), index);
            sink.sample(std::move(sample));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(picture.file, error.what());
        }
        ++index;
    }
}

const Formats::Entry entry{"via", {.title = "VGG Image Annotator (VIA: JSON, CSV)", .detect = detectAny, .read = read}};

}  // namespace
}  // namespace atelier::data
