// Pascal VOC: an XML file of named boxes for each image, in Annotations/ with the images in JPEGImages/, or beside
// them. Boxes are read and written as they stand, counted from 0 as today's tools do (the challenge's own files counted
// from 1).
#include "common/error.h"
#include "common/file.h"
#include "data/formats/loose.h"
#include "data/formats/other_machine.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"
#include "vision/image.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <pugixml.hpp>
#include <sstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargest = std::size_t(16) << 20;

std::vector<fs::path> xmlFiles(const fs::path& path) {
    std::error_code ignored;
    std::vector<fs::path> files;
    if (!fs::is_directory(path, ignored)) {
        if (extensionOf(path) == ".xml") files.push_back(path);
        return files;
    }
    const fs::path folder = fs::is_directory(path / "Annotations", ignored) ? path / "Annotations" : path;
    for (const auto& file :
         fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, ignored))
        if (extensionOf(file.path()) == ".xml" && file.is_regular_file(ignored)) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
}

bool looksLikeVoc(const fs::path& file) {
    return extensionOf(file) == ".xml" && headOf(file, 4096).find("<annotation") != std::string::npos;
}

int detect(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return looksLikeVoc(path) ? 85 : 0;
    const fs::path folder = fs::is_directory(path / "Annotations", ignored) ? path / "Annotations" : path;
    return firstBelow(folder, looksLikeVoc).empty() ? 0 : 85;
}

double numberAt(const pugi::xml_node& box, const char* name) {
    const auto value = looseNumber(std::string_view(box.child_value(name)));
    if (!value) throw Error(std::string("a <") + box.name() + "> without a number <" + name + ">");
    return *value;
}

std::vector<std::array<double, 2>> rotatedCorners(const pugi::xml_node& box) {
    const double x = numberAt(box, "cx"), y = numberAt(box, "cy");
    const double w = numberAt(box, "w") / 2, h = numberAt(box, "h") / 2, angle = numberAt(box, "angle");
    const double c = std::cos(angle), s = std::sin(angle);
    std::vector<std::array<double, 2>> points;
    for (const auto& [dx, dy] : {std::pair(-w, -h), std::pair(w, -h), std::pair(w, h), std::pair(-w, h)})
        points.push_back({x + c * dx - s * dy, y + s * dx + c * dy});
    return points;
}

// <x1>, <y1>, <x2> ... as some services write outlines.
std::vector<std::array<double, 2>> polygonPoints(const pugi::xml_node& polygon) {
    std::vector<std::array<double, 2>> points;
    for (int i = 1; polygon.child(("x" + std::to_string(i)).c_str()); ++i)
        points.push_back({numberAt(polygon, ("x" + std::to_string(i)).c_str()),
                          numberAt(polygon, ("y" + std::to_string(i)).c_str())});
    return points;
}

// What each file has for each object and picture, most often with nothing in it.
bool saysNothing(const std::string& key, const std::string& value) {
    static const KeySet kFlags{"truncated", "difficult", "occluded", "segmented", "group_id"};
    return value.empty() || (key == "pose" && value == "Unspecified") || (kFlags.contains(key) && value == "0");
}

// An element as JSON: of its elements an object, else its text, which may be JSON.
Json valueOf(const pugi::xml_node& node, int depth = 0) {
    const auto isElement = [](const pugi::xml_node& one) { return one.type() == pugi::node_element; };
    const auto first = std::find_if(node.begin(), node.end(), isElement);
    if (first == node.end() || depth > 20) {
        const std::string text = node.child_value();
        if (text.empty() || !Json::accept(text)) return text;
        return Json::parse(text);
    }
    Json object = Json::object();
    for (const pugi::xml_node& child : node.children()) {
        if (!isElement(child)) continue;
        Json value = valueOf(child, depth + 1);
        const auto known = object.find(child.name());
        if (known == object.end())
            object[child.name()] = std::move(value);
        else if (known->is_array())
            known->push_back(std::move(value));
        else
            *known = Json::array({std::move(*known), std::move(value)});
    }
    return object;
}

// Keeps the elements that are not `known`, and CVAT's <attributes>, as metadata.
void keepOthers(const pugi::xml_node& node, const KeySet& known, Metadata& metadata, ImportReport& report,
                const std::string& where) {
    const auto keep = [&](const std::string& key, const Json& value) {
        metadata.insert_or_assign(key, metadataText(value));
        report.leaveOut("key", key, "kept as metadata", where);
    };
    for (const pugi::xml_node& child : node.children()) {
        if (child.type() != pugi::node_element || known.contains(child.name())) continue;
        const bool plain = std::none_of(child.begin(), child.end(),
                                        [](const pugi::xml_node& one) { return one.type() == pugi::node_element; });
        if (!plain || !saysNothing(child.name(), child.child_value())) keep(child.name(), valueOf(child));
    }
    for (const pugi::xml_node& attribute : node.child("attributes").children("attribute"))
        keep(attribute.child_value("name"), valueOf(attribute.child("value")));
}

const KeySet kObjectElements{"name", "bndbox", "polygon", "robndbox", "part", "attributes"};
const KeySet kPictureElements{"folder", "filename", "path", "size", "object", "attributes"};

Region regionOf(const pugi::xml_node& object, ImportReport& report, const std::string& where) {
    Region region;
    region.label = object.child_value("name");
    const pugi::xml_node box = object.child("bndbox"), rotated = object.child("robndbox");
    const auto outline = polygonPoints(object.child("polygon"));
    if (outline.size() >= 3) {
        region.shape = Region::Shape::Polygon;
        region.points = outline;
    } else if (box) {
        region.points = {{numberAt(box, "xmin"), numberAt(box, "ymin")},
                         {numberAt(box, "xmax"), numberAt(box, "ymax")}};
        const Box bounds = region.bounds();
        region.points = {{bounds.left, bounds.top}, {bounds.right, bounds.bottom}};
    } else if (rotated) {
        region.shape = Region::Shape::RotatedBox;
        region.points = rotatedCorners(rotated);
    } else {
        throw Error("without a <bndbox>");
    }
    Metadata metadata;
    keepOthers(object, kObjectElements, metadata, report, where);
    if (!metadata.empty()) region.details.edit().metadata = std::move(metadata);
    return region;
}

void readObjects(const pugi::xml_node& parent, const char* name, Sample& sample, ImportReport& report,
                 const std::string& where) {
    for (const pugi::xml_node& object : parent.children(name)) {
        ++report.rows;
        try {
            sample.regions.push_back(regionOf(object, report, where));
        } catch (const Error& error) {
            report.leaveOut("object", error.message(), "left out", where);
        }
        if (!object.child("part")) continue;
        report.leaveOut("object", "part", "kept as an object of its own", where);
        readObjects(object, "part", sample, report, where);
    }
}

// Pictures' names in ImageSets/Main -> split.
std::map<std::string, std::string> splitsBelow(const fs::path& folder) {
    std::map<std::string, std::string> splits;
    for (const char* name : {"train", "val", "test"}) {
        const fs::path file = folder / "ImageSets" / "Main" / (std::string(name) + ".txt");
        if (!pathExists(file)) continue;
        std::istringstream lines(readFile(file, kLargest));
        for (std::string line; std::getline(lines, line);) {
            while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())))
                line.pop_back();
            splits.emplace(line, splitOfName(name));
            // Lists of one class have 1, 0 or -1 behind the name.
            if (const auto end = line.find_last_of(" \t"); end != std::string::npos)
                if (const std::string mark = line.substr(end + 1); mark == "1" || mark == "0" || mark == "-1")
                    splits.emplace(line.substr(0, line.find_last_not_of(" \t", end) + 1), splitOfName(name));
        }
    }
    return splits;
}

// <filename> below the root, in JPEGImages or images at the XML's place, or beside it; else a picture there with the
// XML's own name.
fs::path imageOf(const pugi::xml_node& annotation, const fs::path& file, const fs::path& folder,
                 const MediaPaths& paths, PicturesByStem& pictures, ImportReport& report) {
    const std::string named = annotation.child_value("filename");
    const fs::path name = ForeignPath(named).path.filename();
    fs::path below = file.parent_path().lexically_relative(folder);
    if (!below.empty() && *below.begin() == "Annotations") below = below.lexically_relative("Annotations");
    const std::array places{folder / "JPEGImages" / below, folder / "images" / below, file.parent_path(), folder};
    for (const fs::path& place : places)
        if (!named.empty() && pathExists(place / name))
            return paths.resolve((place / name).lexically_normal().string());
    // Pictures that were renamed with their XML file.
    for (const fs::path& place : places)
        if (const fs::path found = pictures.find(place.lexically_normal(), file.stem().string()); !found.empty()) {
            report.leaveOut("filename", named.empty() ? "none" : "of no file",
                            "the picture named like the XML is taken", file.lexically_relative(folder).string());
            return paths.resolve(found.string());
        }
    if (named.empty()) throw Error("no <filename>");
    return paths.resolve(named);
}

pugi::xml_document parse(const fs::path& file) {
    const std::string bytes = readFile(file, kLargest);
    pugi::xml_document document;
    // Blanks stay: a name may be one. There is no DTD, so no entity can grow.
    const auto result =
        document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!result) {
        const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
        const std::string before = bytes.substr(0, at);
        const auto lineStart = before.rfind('\n');
        throw Error(std::string("broken XML: ") + result.description(),
                    file.filename().string() + ":" +
                        std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ":" +
                        std::to_string(before.size() - (lineStart == std::string::npos ? 0 : lineStart + 1) + 1));
    }
    return document;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    fs::path folder = fs::is_directory(path) ? fs::canonical(path) : fs::canonical(fs::absolute(path).parent_path());
    if (folder.filename() == "Annotations") folder = folder.parent_path();
    const MediaPaths paths(options, folder);
    const std::string name = fs::is_directory(path) ? folder.filename().string() : path.stem().string();
    sink.dataset({name, "voc", path, paths.root()});
    const std::map<std::string, std::string> splits = splitsBelow(folder);
    for (const char* masks : {"SegmentationClass", "SegmentationObject"})
        if (pathExists(folder / masks))
            report.leaveOut("file", masks, "not supported: masks that are pictures", std::string(masks) + "/");
    SampleIds ids(name);
    PicturesByStem pictures;
    std::int64_t index = 0;
    for (const fs::path& file : xmlFiles(fs::is_directory(path) ? folder : fs::canonical(path))) {
        const std::string where = file.lexically_relative(folder).string();
        try {
            report.readFile(file);
            const pugi::xml_document document = parse(file);
            const pugi::xml_node annotation = document.child("annotation");
            if (!annotation) throw Error("no <annotation>");
            Sample sample;
            sample.media.push_back({Media::Kind::Image, imageOf(annotation, file, folder, paths, pictures, report)});
            readObjects(annotation, "object", sample, report, where);
            keepOthers(annotation, kPictureElements, sample.metadata, report, where);
            const fs::path below = *fs::path(where).begin() == "Annotations"
                                       ? fs::path(where).lexically_relative("Annotations")
                                       : fs::path(where);
            if (const auto split = splits.find(fs::path(below).replace_extension().string()); split != splits.end())
                sample.split = split->second;
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

std::string numberText(double value) {
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

void add(pugi::xml_node parent, const char* name, const std::string& text) {
    parent.append_child(name).text().set(text.c_str());
}

bool isName(const std::string& key) {
    const auto isLetter = [](unsigned char c) { return std::isalpha(c) || c == '_'; };
    return !key.empty() && isLetter(static_cast<unsigned char>(key[0])) && !key.starts_with("xml") &&
           std::all_of(key.begin(), key.end(),
                       [&](unsigned char c) { return isLetter(c) || std::isdigit(c) || c == '-' || c == '.'; });
}

// Text that comes back as it is; what would be read as JSON, or loses line breaks, stands in quotes.
std::string textOf(const Json& value) {
    if (!value.is_string()) return metadataText(value);
    const std::string& text = value.get_ref<const std::string&>();
    const bool plain = !text.empty() && !Json::accept(text) &&
                       std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; });
    return plain ? text : metadataText(value);
}

bool isNested(const Json& value) {
    if (!value.is_object() || value.empty()) return false;
    for (const auto& [key, inner] : value.items())
        if (!isName(key) || (inner.is_structured() && !isNested(inner))) return false;
    return true;
}

void addValue(pugi::xml_node parent, const std::string& key, const Json& value) {
    if (!isNested(value)) return add(parent, key.c_str(), textOf(value));
    const pugi::xml_node node = parent.append_child(key.c_str());
    for (const auto& [name, inner] : value.items())
        addValue(node, name, inner);
}

// Elements, and attributes as CVAT writes them where a key is no element's name. `defaults` stand where metadata says
// nothing.
void addMetadata(pugi::xml_node node, const Metadata& metadata,
                 const std::vector<std::pair<const char*, const char*>>& defaults) {
    for (const auto& [key, value] : defaults)
        if (!metadata.contains(key)) add(node, key, value);
    for (const auto& [key, value] : metadata)
        if (isName(key)) addValue(node, key, Json::parse(value));
    pugi::xml_node attributes;
    for (const auto& [key, value] : metadata) {
        if (isName(key)) continue;
        if (!attributes) attributes = node.append_child("attributes");
        pugi::xml_node attribute = attributes.append_child("attribute");
        add(attribute, "name", key);
        add(attribute, "value", textOf(Json::parse(value)));
    }
}

std::string write(const SampleStream& samples, Output& output) {
    std::map<std::string, OutputFile> lists;  // by split
    for (const Sample& sample : samples) {
        const fs::path image = output.copyInto("JPEGImages", sample.media.front(), {"JPEGImages", "images"});
        const vision::ImageInfo info = vision::probeImage(sample.media.front().path);
        pugi::xml_document document;
        pugi::xml_node annotation = document.append_child("annotation");
        add(annotation, "folder", "JPEGImages");
        add(annotation, "filename", image.filename().string());
        pugi::xml_node size = annotation.append_child("size");
        add(size, "width", std::to_string(info.width));
        add(size, "height", std::to_string(info.height));
        add(size, "depth", "3");
        addMetadata(annotation, sample.metadata, {{"segmented", "0"}});
        for (const Region& region : sample.regions) {
            pugi::xml_node object = annotation.append_child("object");
            add(object, "name", region.label);
            addMetadata(object, region.details->metadata,
                        {{"pose", "Unspecified"}, {"truncated", "0"}, {"difficult", "0"}});
            const Box bounds = region.bounds();
            pugi::xml_node box = object.append_child("bndbox");
            add(box, "xmin", numberText(bounds.left));
            add(box, "ymin", numberText(bounds.top));
            add(box, "xmax", numberText(bounds.right));
            add(box, "ymax", numberText(bounds.bottom));
        }
        std::ostringstream text;
        document.save(text, "  ", pugi::format_default | pugi::format_no_declaration);
        const fs::path place = "Annotations" / image.lexically_relative("JPEGImages");
        output.put(fs::path(place).replace_extension(".xml").string(), text.str());
        if (sample.split.empty()) continue;
        auto list = lists.find(sample.split);
        if (list == lists.end()) {
            const std::string name = sample.split == "validation" ? "val" : sample.split;
            list = lists.emplace(sample.split, output.file("ImageSets/Main/" + name + ".txt")).first;
        }
        list->second.write(image.lexically_relative("JPEGImages").replace_extension().string() + "\n");
    }
    for (auto& [split, list] : lists)
        list.close();
    return {};
}

constexpr Holds kHolds{
    .text = Holds::Text::None, .untexted = true, .boxes = true, .labels = true, .splits = true, .metadata = true};
const Formats::Entry entry{"voc",
                           {.title = "Pascal VOC (XML for each image)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds,
                                             .copies = true,
                                             .write = write,
                                             .own = {.sample = kPictureElements, .region = kObjectElements}}}};

}  // namespace
}  // namespace atelier::data
