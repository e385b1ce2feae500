// YOLO: images/ and labels/ side by side, a text file for each image with a line "class numbers" for each object, all
// numbers relative to the image's size; the classes' names in data.yaml or classes.txt. The lines of a dataset are of
// one kind, and a four-cornered polygon looks like a rotated box: so there is a format for each.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"
#include "vision/image.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <sstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

using Shape = Region::Shape;
constexpr std::size_t kLargestList = std::size_t(16) << 20;

// The dataset's folder: of a data.yaml, its own.
fs::path folderOf(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? path : fs::absolute(path).parent_path();
}

fs::path yamlOf(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return path;
    for (const char* name : {"data.yaml", "data.yml", "dataset.yaml"})
        if (fs::is_regular_file(path / name, ignored)) return path / name;
    return {};
}

// images/a/b.png -> labels/a/b.txt: the last "images" on the way becomes "labels"; without one, the label stands
// beside.
fs::path labelsOf(const fs::path& image, const fs::path& folder) {
    std::vector<fs::path> parts;
    for (const fs::path& part : image.lexically_relative(folder))
        parts.push_back(part);
    const auto named = std::find(parts.rbegin(), parts.rend(), fs::path("images"));
    if (named != parts.rend()) *named = "labels";
    fs::path place = folder;
    for (const fs::path& part : parts)
        place /= part;
    return place.replace_extension(".txt");
}

std::vector<double> numbersOf(const std::string& line) {
    std::istringstream words(line);
    std::vector<double> numbers;
    for (std::string word; words >> word;) {
        double value = 0;
        const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (code != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) return {};
        numbers.push_back(value);
    }
    return numbers;
}

bool isRectangle(const std::vector<double>& numbers) {
    const double ax = numbers[3] - numbers[1], ay = numbers[4] - numbers[2];
    const double bx = numbers[7] - numbers[1], by = numbers[8] - numbers[2];
    const double cx = numbers[5] - numbers[3], cy = numbers[6] - numbers[4];
    // A parallelogram in relative numbers; the angles depend on the image's shape.
    return std::abs(bx - cx) + std::abs(by - cy) < 0.02 * (std::abs(ax) + std::abs(ay) + std::abs(bx) + std::abs(by));
}

// Which of the three a folder is, by the first lines of its first labels; nothing: none.
std::optional<Shape> shapeIn(const fs::path& path) {
    std::error_code ignored;
    const fs::path folder = folderOf(path);
    if (!fs::is_directory(folder / "labels", ignored) && yamlOf(path).empty()) return {};
    if (!fs::is_directory(path, ignored)) {
        const std::string kind = extensionOf(path);
        if (kind != ".yaml" && kind != ".yml") return {};
    }
    std::optional<Shape> shape;
    int looked = 0;
    for (fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, ignored), end;
         file != end && looked < 200; file.increment(ignored)) {
        if (extensionOf(file->path()) != ".txt") continue;
        ++looked;
        std::istringstream lines(headOf(file->path(), 4096));
        for (std::string line; std::getline(lines, line);) {
            const std::size_t count = numbersOf(line).size();
            if (count == 5) return Shape::Box;
            if (count == 9 && isRectangle(numbersOf(line)) && !shape) shape = Shape::RotatedBox;
            if (count >= 7 && count % 2 == 1 && !(count == 9 && isRectangle(numbersOf(line)))) return Shape::Polygon;
        }
    }
    return shape;
}

struct Layout {
    std::vector<std::string> classes;
    std::vector<std::pair<fs::path, std::string>> splits;  ///< folder of images -> split
};

void readYaml(const fs::path& file, const fs::path& folder, Layout& layout) {
    try {
        const YAML::Node yaml = YAML::Load(readFile(file, kLargestList));
        if (!yaml.IsMap()) throw Error("expected keys and values", file.string());
        if (const YAML::Node names = yaml["names"]; names && names.IsSequence()) {
            for (const auto& name : names)
                layout.classes.push_back(name.as<std::string>());
        } else if (names && names.IsMap()) {
            for (const auto& name : names) {
                const auto index = name.first.as<std::size_t>();
                if (index > 100'000) throw Error("a class of the number " + std::to_string(index), file.string());
                layout.classes.resize(std::max(layout.classes.size(), index + 1));
                layout.classes[index] = name.second.as<std::string>();
            }
        }
        for (const char* key : {"train", "val", "test"})
            if (const YAML::Node place = yaml[key]; place && place.IsScalar())
                layout.splits.emplace_back((folder / place.as<std::string>()).lexically_normal(), splitOfName(key));
    } catch (const YAML::Exception& error) {
        throw Error("broken YAML: " + error.msg, file.string() + ":" + std::to_string(error.mark.line + 1) + ":" +
                                                     std::to_string(error.mark.column + 1));
    }
}

Layout layoutOf(const fs::path& path) {
    Layout layout;
    const fs::path folder = folderOf(path);
    if (const fs::path yaml = yamlOf(path); !yaml.empty()) readYaml(yaml, folder, layout);
    for (const fs::path& list : {folder / "classes.txt", folder / "labels" / "classes.txt"}) {
        if (!layout.classes.empty() || !pathExists(list)) continue;
        std::istringstream lines(readFile(list, kLargestList));
        for (std::string line; std::getline(lines, line);) {
            if (line.ends_with('\r')) line.pop_back();
            layout.classes.push_back(line);
        }
    }
    return layout;
}

// What data.yaml says, else what the folder's own name says.
std::string splitOf(const fs::path& image, const fs::path& folder, const Layout& layout) {
    for (const auto& [place, split] : layout.splits) {
        const fs::path below = image.lexically_relative(place);
        if (!below.empty() && *below.begin() != "..") return split;
    }
    if (!layout.splits.empty()) return {};
    for (const fs::path& part : image.lexically_relative(folder).parent_path())
        if (const std::string split = splitOfName(part.string()); !split.empty()) return split;
    return {};
}

Region regionOf(const std::string& line, Shape shape, const Layout& layout, const vision::ImageInfo& size) {
    const std::vector<double> numbers = numbersOf(line);
    if (numbers.empty()) throw Error("a line must be numbers");
    const double index = numbers[0];
    if (index < 0 || index != std::floor(index) || index > 100'000) throw Error("a class must be a whole number");
    Region region;
    region.shape = shape;
    const auto known = static_cast<std::size_t>(index);
    region.label = known < layout.classes.size() ? layout.classes[known] : std::to_string(known);
    const std::size_t count = numbers.size() - 1;
    const bool fits = shape == Shape::Box          ? count == 4
                      : shape == Shape::RotatedBox ? count == 8
                                                   : count >= 6 && count % 2 == 0;
    if (!fits) throw Error(std::to_string(count) + " numbers after the class do not fit this kind of label");
    if (shape == Shape::Box) {
        const double w = numbers[3] * size.width, h = numbers[4] * size.height;
        const double x = numbers[1] * size.width - w / 2, y = numbers[2] * size.height - h / 2;
        if (w < 0 || h < 0) throw Error("a box of negative size");
        region.points = {{x, y}, {x + w, y + h}};
        return region;
    }
    for (std::size_t i = 1; i < numbers.size(); i += 2)
        region.points.push_back({numbers[i] * size.width, numbers[i + 1] * size.height});
    return region;
}

void readLabels(const fs::path& file, Shape shape, const Layout& layout, Sample& sample, ImportReport& report) {
    if (!pathExists(file)) return;  // nothing on this image
    const vision::ImageInfo size = vision::probeImage(sample.media.front().path);
    std::istringstream lines(readFile(file, kLargestList));
    std::int64_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        try {
            sample.regions.push_back(regionOf(line, shape, layout, size));
        } catch (const Error& error) {
            report.warn(file.filename().string() + ":" + std::to_string(number) + ": " + error.message());
        }
    }
}

void read(const char* format, Shape shape, const fs::path& path, const ReadOptions& options, const Sink& sink,
          ImportReport& report) {
    const fs::path folder = fs::canonical(folderOf(path));
    const Layout layout = layoutOf(path);
    const MediaPaths paths(options, folder);
    sink.dataset({folder.filename().string(), format, path, paths.root()});
    SampleIds ids(folder.filename().string());
    std::int64_t index = 0;
    for (const fs::path& image : imagesBelow(folder)) {
        const std::string where = image.lexically_relative(folder).string();
        try {
            Sample sample;
            sample.media.push_back({Media::Kind::Image, paths.resolve(image.string())});
            const fs::path labels = labelsOf(image, folder);
            if (pathExists(labels)) readLabels(paths.resolve(labels.string()), shape, layout, sample, report);
            sample.split = splitOf(image, folder, layout);
            sample.origin = where;
            sample.id = ids.next(fs::path(where).replace_extension().string(), index);
            sink.sample(std::move(sample));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(where, error.what());
        }
        ++index;
    }
}

std::string lineOf(const Region& region, std::size_t label, const vision::ImageInfo& size) {
    std::ostringstream line;
    line.imbue(std::locale::classic());
    line.precision(9);
    line << label;
    const auto add = [&](double x, double y) { line << ' ' << x / size.width << ' ' << y / size.height; };
    if (region.shape == Shape::Box) {
        const Box box = region.bounds();
        add((box.left + box.right) / 2, (box.top + box.bottom) / 2);
        add(box.width(), box.height());
    } else {
        for (const auto& [x, y] : region.points)
            add(x, y);
    }
    return line.str() + "\n";
}

std::string write(const std::vector<Sample>& samples, Output& output) {
    std::vector<std::string> classes;
    std::map<std::string, std::size_t> known;
    std::map<std::string, std::string> used;  // split -> folder
    for (const Sample& sample : samples) {
        const std::string folder = "images/" + (sample.split.empty() ? "unassigned" : sample.split);
        used.emplace(sample.split, folder);
        const fs::path image = output.copyInto(folder, sample.media.front());
        const vision::ImageInfo size = vision::probeImage(sample.media.front().path);
        std::string lines;
        for (const Region& region : sample.regions) {
            const auto [label, fresh] = known.emplace(region.label, classes.size());
            if (fresh) classes.push_back(region.label);
            lines += lineOf(region, label->second, size);
        }
        output.put(labelsOf(image, "").string(), lines);
    }
    YAML::Emitter yaml;
    yaml << YAML::BeginMap << YAML::Key << "path" << YAML::Value << ".";
    for (const auto& [split, folder] : used)
        if (!split.empty()) yaml << YAML::Key << (split == "validation" ? "val" : split) << YAML::Value << folder;
    yaml << YAML::Key << "names" << YAML::Value << YAML::BeginMap;
    std::string list;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        yaml << YAML::Key << i << YAML::Value << YAML::DoubleQuoted << classes[i];
        list += classes[i] + "\n";
    }
    yaml << YAML::EndMap << YAML::EndMap;
    output.put("data.yaml", std::string(yaml.c_str()) + "\n");
    output.put("classes.txt", list);
    return {};
}

Format formatOf(const char* name, const char* title, Shape shape) {
    const Holds holds{.text = Holds::Text::None,
                      .untexted = true,
                      .boxes = shape == Shape::Box,
                      .rotatedBoxes = shape == Shape::RotatedBox,
                      .polygons = shape == Shape::Polygon,
                      .labels = true,
                      .splits = true};
    return {.title = title,
            .detect = [shape](const fs::path& path) { return shapeIn(path) == shape ? 90 : 0; },
            .read = [name, shape](const fs::path& path, const ReadOptions& options, const Sink& sink,
                                  ImportReport& report) { read(name, shape, path, options, sink, report); },
            .writer = Writer{.holds = holds, .copies = true, .write = write}};
}

const Formats::Entry boxes{"yolo", formatOf("yolo", "YOLO boxes (images, labels, data.yaml)", Shape::Box)};
const Formats::Entry rotated{"yolo_obb", formatOf("yolo_obb", "YOLO rotated boxes", Shape::RotatedBox)};
const Formats::Entry polygons{"yolo_segment", formatOf("yolo_segment", "YOLO polygons", Shape::Polygon)};

}  // namespace
}  // namespace atelier::data
