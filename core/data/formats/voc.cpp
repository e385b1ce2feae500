// Pascal VOC: an XML file of named boxes for each image, in Annotations/ with the images in JPEGImages/, or beside
// them. Boxes are read and written as they stand, counted from 0 as today's tools do (the challenge's own files counted
// from 1).
#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"
#include "vision/image.h"

#include <algorithm>
#include <charconv>
#include <cmath>
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

double numberAt(const pugi::xml_node& box, const char* name, const std::string& where) {
    const std::string text = box.child_value(name);
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        throw Error(std::string("a box without a number <") + name + ">", where);
    return value;
}

Region regionOf(const pugi::xml_node& object, const std::string& where) {
    const pugi::xml_node box = object.child("bndbox");
    if (!box) throw Error("an object without a <bndbox>", where);
    Region region;
    region.label = object.child_value("name");
    region.points = {{numberAt(box, "xmin", where), numberAt(box, "ymin", where)},
                     {numberAt(box, "xmax", where), numberAt(box, "ymax", where)}};
    const Box bounds = region.bounds();
    region.points = {{bounds.left, bounds.top}, {bounds.right, bounds.bottom}};
    return region;
}

// <filename> below the root, in JPEGImages or images at the XML's place, or beside it.
fs::path imageOf(const pugi::xml_node& annotation, const fs::path& file, const fs::path& folder,
                 const MediaPaths& paths) {
    const std::string named = annotation.child_value("filename");
    if (named.empty()) throw Error("no <filename>");
    const fs::path name = fs::path(named).filename();
    fs::path below = file.parent_path().lexically_relative(folder);
    if (!below.empty() && *below.begin() == "Annotations") below = below.lexically_relative("Annotations");
    for (const fs::path& place : {folder / "JPEGImages" / below, folder / "images" / below, file.parent_path(), folder})
        if (pathExists(place / name)) return paths.resolve((place / name).lexically_normal().string());
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
    SampleIds ids(name);
    std::int64_t index = 0;
    for (const fs::path& file : xmlFiles(fs::is_directory(path) ? folder : fs::canonical(path))) {
        const std::string where = file.lexically_relative(folder).string();
        try {
            const pugi::xml_document document = parse(file);
            const pugi::xml_node annotation = document.child("annotation");
            if (!annotation) throw Error("no <annotation>");
            Sample sample;
            sample.media.push_back({Media::Kind::Image, imageOf(annotation, file, folder, paths)});
            for (const pugi::xml_node& object : annotation.children("object")) {
                try {
                    sample.regions.push_back(regionOf(object, where));
                } catch (const Error& error) {
                    report.warn(error.what());
                }
            }
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

std::string write(const std::vector<Sample>& samples, Output& output) {
    for (const Sample& sample : samples) {
        const fs::path image = output.copyInto("JPEGImages", sample.media.front());
        const vision::ImageInfo info = vision::probeImage(sample.media.front().path);
        pugi::xml_document document;
        pugi::xml_node annotation = document.append_child("annotation");
        add(annotation, "folder", "JPEGImages");
        add(annotation, "filename", image.filename().string());
        pugi::xml_node size = annotation.append_child("size");
        add(size, "width", std::to_string(info.width));
        add(size, "height", std::to_string(info.height));
        add(size, "depth", "3");
        add(annotation, "segmented", "0");
        for (const Region& region : sample.regions) {
            pugi::xml_node object = annotation.append_child("object");
            add(object, "name", region.label);
            add(object, "pose", "Unspecified");
            add(object, "truncated", "0");
            add(object, "difficult", "0");
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
    }
    return {};
}

constexpr Holds kHolds{.text = Holds::Text::None, .untexted = true, .boxes = true, .labels = true};
const Formats::Entry entry{"voc",
                           {.title = "Pascal VOC (XML for each image)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .copies = true, .write = write}}};

}  // namespace
}  // namespace atelier::data
