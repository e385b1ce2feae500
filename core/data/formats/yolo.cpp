// YOLO: images/ and labels/ side by side, a text file for each image with a line "class numbers" for each object, all
// numbers relative to the image's size; the classes' names in data.yaml or classes.txt. The lines of a dataset are of
// one kind, and a four-cornered polygon looks like a rotated box: so there is a format for each.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"
#include "data/formats/yolo_layout.h"
#include "vision/image.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

using Shape = Region::Shape;

struct Kind {
    const char* name;
    Shape shape;
    bool keypoints = false;
};

// As other readers of YOLO allow it: numbers that were rounded.
constexpr double kLeast = -0.01, kMost = 1.01;
const KeySet kLayoutFolders{"images", "train", "val", "valid", "validation", "test", kUnassigned};
constexpr std::int64_t kMostClasses = 100'000;

std::optional<std::vector<double>> numbersOf(const std::string& line) {
    std::istringstream words(line);
    std::vector<double> numbers;
    for (std::string word; words >> word;) {
        const auto number = looseNumber(std::string_view(word));
        if (!number) return {};
        numbers.push_back(*number);
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

// The shape that the first lines of the first labels have; nothing: none has any.
std::optional<Shape> shapeIn(const fs::path& folder) {
    std::error_code ignored;
    std::optional<Shape> shape;
    int looked = 0;
    for (fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, ignored), end;
         file != end && looked < 200; file.increment(ignored)) {
        if (extensionOf(file->path()) != ".txt") continue;
        ++looked;
        std::istringstream lines(headOf(file->path(), 4096));
        for (std::string line; std::getline(lines, line);) {
            const auto numbers = numbersOf(line);
            const std::size_t count = numbers ? numbers->size() : 0;
            if (count == 5 || count == 6) return Shape::Box;
            if (count < 7) continue;
            const bool rectangle = count == 9 && isRectangle(*numbers);
            if (count % 2 == 1 && !rectangle) return Shape::Polygon;
            if (rectangle) shape = Shape::RotatedBox;
        }
    }
    return shape;
}

int detect(const fs::path& path, const Kind& kind) {
    if (!looksLikeYolo(path)) return 0;
    const fs::path yaml = yoloYamlOf(path);
    const bool pose = !yaml.empty() && headOf(yaml).find("kpt_shape:") != std::string::npos;
    if (pose || kind.keypoints) return pose && kind.keypoints ? 90 : 0;
    std::error_code ignored;
    const fs::path folder = fs::is_directory(path, ignored) ? path : fs::absolute(path).parent_path();
    return shapeIn(folder) == kind.shape ? 90 : 0;
}

class LabelReader {
public:
    LabelReader(const Kind& kind, const YoloLayout& layout, ImportReport& report)
        : kind_(kind), layout_(layout), report_(report) {}

    // Lines of a label file; each that cannot be used is counted in the report, with its place.
    void read(const fs::path& file, const std::string& name, Sample& sample) {
        std::istringstream lines(yoloText(file, report_));
        report_.readFile(file);
        vision::ImageInfo size;
        std::int64_t number = 0;
        for (std::string line; std::getline(lines, line);) {
            const std::string where = name + ":" + std::to_string(++number);
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            ++report_.rows;
            if (size.width == 0) size = vision::probeImage(sample.media.front().path);
            try {
                sample.regions.push_back(regionOf(line, size, where));
            } catch (const Error& error) {
                report_.leaveOut("line", error.message(), "left out", where);
            }
        }
    }

private:
    // Values of a line behind its class, told apart by how many there are: a shape, perhaps with a confidence.
    struct Values {
        Shape shape;
        bool confidence = false, keypoints = false;
    };

    Values kindOf(std::size_t count) const {
        const auto its = static_cast<std::size_t>(layout_.keypoints * layout_.numbersPerKeypoint);
        if (count == 4) return {Shape::Box};
        if (kind_.keypoints && its > 0 && (count == 4 + its || count == 5 + its))
            return {Shape::Box, count == 5 + its, true};
        if (count == 5) return {Shape::Box, true};
        if (count >= 6 && !kind_.keypoints) {
            const bool odd = count % 2 == 1;
            const bool four = count == 8 || count == 9;
            return {four && kind_.shape == Shape::RotatedBox ? Shape::RotatedBox : Shape::Polygon, odd};
        }
        throw Error("has " + std::to_string(count) + (count == 1 ? " value" : " values") + " after the class");
    }

    std::string labelOf(double number) const {
        if (number < 0 || number != std::floor(number) || number > double(kMostClasses))
            throw Error("has no whole number as class");
        const int index = static_cast<int>(number);
        if (layout_.labels.empty()) return std::to_string(index);
        const auto known = layout_.labels.find(index);
        if (known == layout_.labels.end()) throw Error("has class " + std::to_string(index) + ", which has no name");
        return known->second;
    }

    static void requireInside(double value) {
        if (value < kLeast || value > kMost) throw Error("has a value that is not from 0 to 1");
    }

    Region regionOf(const std::string& line, const vision::ImageInfo& size, const std::string& where) {
        const auto numbers = numbersOf(line);
        if (!numbers) throw Error("is not numbers alone");
        Region region;
        region.label = labelOf(numbers->front());
        const Values values = kindOf(numbers->size() - 1);
        region.shape = values.shape;
        const std::size_t end = numbers->size() - values.confidence;
        const std::size_t shapeEnd = values.shape == Shape::Box ? 5 : end;
        for (std::size_t i = 1; i < shapeEnd; ++i)
            requireInside((*numbers)[i]);
        if (values.shape == Shape::Box) {
            const double w = (*numbers)[3] * size.width, h = (*numbers)[4] * size.height;
            const double x = (*numbers)[1] * size.width - w / 2, y = (*numbers)[2] * size.height - h / 2;
            if (w < 0 || h < 0) throw Error("has a box of negative size");
            region.points = {{x, y}, {x + w, y + h}};
        } else {
            for (std::size_t i = 1; i < end; i += 2)
                region.points.push_back({(*numbers)[i] * size.width, (*numbers)[i + 1] * size.height});
        }
        if (values.keypoints) readKeypoints(*numbers, size, region);
        if (values.confidence) {
            region.details.edit().metadata["confidence"] = Json(numbers->back()).dump();
            report_.leaveOut("value", "confidence", "kept as metadata", where);
        }
        return region;
    }

    void readKeypoints(const std::vector<double>& numbers, const vision::ImageInfo& size, Region& region) const {
        std::vector<Keypoint> points;
        const auto step = static_cast<std::size_t>(layout_.numbersPerKeypoint);
        for (std::size_t i = 5; points.size() < static_cast<std::size_t>(layout_.keypoints); i += step) {
            const double seen = step == 3 ? numbers[i + 2] : numbers[i] < 0 || numbers[i + 1] < 0 ? 0 : 2;
            if (seen != 0 && seen != 1 && seen != 2)
                throw Error("has a keypoint with a visibility that is not 0, 1 or 2");
            if (seen > 0) requireInside(numbers[i]), requireInside(numbers[i + 1]);
            points.push_back({numbers[i] * size.width, numbers[i + 1] * size.height, static_cast<int>(seen)});
        }
        const bool none =
            std::all_of(points.begin(), points.end(), [](const Keypoint& one) { return one == Keypoint{0, 0, 0}; });
        if (!none) region.details.edit().keypoints = std::move(points);
    }

    const Kind& kind_;
    const YoloLayout& layout_;
    ImportReport& report_;
};

// Label files of no picture. Text beside labels that begins with no number is something else.
void nameOrphans(const fs::path& folder, const std::set<fs::path>& used, ImportReport& report) {
    std::error_code ignored;
    std::set<fs::path> orphans;
    for (fs::recursive_directory_iterator file(folder, fs::directory_options::skip_permission_denied, ignored), end;
         file != end; file.increment(ignored)) {
        if (extensionOf(file->path()) != ".txt" || used.contains(file->path())) continue;
        const std::string head = headOf(file->path(), 256);
        const auto numbers = numbersOf(head.substr(0, head.find('\n')));
        if (numbers && numbers->size() >= 2) orphans.insert(file->path());
    }
    for (const fs::path& file : orphans)
        report.leaveOut("file", "label files", "have no picture", file.lexically_relative(folder).string());
    for (const fs::path& file : orphans)
        report.readFile(file);  // it is told why it is not used
}

// Where nothing names the classes, each number up to the greatest is its own name.
std::vector<DatasetClass> numbersAsClasses(const std::set<fs::path>& labels) {
    ImportReport ignored;  // they are read once more
    std::int64_t most = -1;
    for (const fs::path& file : labels) {
        std::istringstream lines(yoloText(file, ignored));
        for (std::string line; std::getline(lines, line);)
            if (const auto numbers = numbersOf(line); numbers && !numbers->empty())
                if (const double number = numbers->front();
                    number <= double(kMostClasses) && number == std::floor(number))
                    most = std::max(most, static_cast<std::int64_t>(number));
    }
    std::vector<DatasetClass> classes;
    for (int number = 0; number <= most; ++number)
        classes.push_back({.number = number, .name = std::to_string(number)});
    return classes;
}

void read(const Kind& kind, const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    std::error_code ignored;
    const MediaPaths paths(options, fs::is_directory(path, ignored) ? path : fs::absolute(path).parent_path());
    const YoloLayout layout = readYoloLayout(path, paths, report);
    std::vector<fs::path> images = imagesBelow(layout.folder);
    images.insert(images.end(), layout.elsewhere().begin(), layout.elsewhere().end());
    std::set<fs::path> labels;
    for (const fs::path& image : images)
        if (const fs::path its = yoloLabelsOf(image, layout.folder); pathExists(its)) labels.insert(its);
    const std::string name = layout.folder.filename().string();
    DatasetInfo info{name, kind.name, path, paths.root(), layout.classes};
    if (layout.labels.empty()) info.classes = numbersAsClasses(labels);
    sink.dataset(info);
    LabelReader reader(kind, layout, report);
    SampleIds ids(name);
    std::int64_t index = 0;
    for (const fs::path& image : images) {
        const std::string where = image.lexically_relative(layout.folder).string();
        try {
            Sample sample;
            sample.media.push_back({Media::Kind::Image, paths.resolve(image.string())});
            if (const fs::path its = yoloLabelsOf(image, layout.folder); labels.contains(its))
                reader.read(paths.resolve(its.string()), its.lexically_relative(layout.folder).string(), sample);
            sample.split = layout.splitOf(image);
            sample.origin = where;
            sample.id = ids.next(fs::path(where).replace_extension().string(), index);
            sink.sample(std::move(sample));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(where, error.what());
        }
        ++index;
    }
    nameOrphans(layout.folder, labels, report);
}

// Numbers from 0 without gaps, as YOLO's readers want them, with the name of each.
class Classes {
public:
    Classes(const std::vector<DatasetClass>& classes, Output& output) {
        std::vector<DatasetClass> sorted = classes;
        std::sort(sorted.begin(), sorted.end(),
                  [](const DatasetClass& a, const DatasetClass& b) { return a.number < b.number; });
        // Few gaps get a name that nothing has; numbers from 1, or far apart, are replaced.
        constexpr std::size_t kFewGaps = 10;
        const bool keep = !sorted.empty() && sorted.front().number == 0 &&
                          static_cast<std::size_t>(sorted.back().number) < 2 * sorted.size() + kFewGaps;
        if (!sorted.empty() && !keep)
            output.note("the classes have new numbers, from 0 in the old order: YOLO counts from 0 without gaps");
        const auto hasMore = [](const DatasetClass& one) {
            return one.metadata.size() > one.metadata.count("flip_idx");
        };
        if (std::any_of(sorted.begin(), sorted.end(), hasMore))
            output.note("what the classes have beside number and name, such as supercategories, is not written");
        for (const DatasetClass& one : sorted) {
            while (keep && std::ssize(all_) < one.number)
                add({.name = "class " + std::to_string(all_.size())});
            add(one);
        }
    }

    std::size_t numberOf(const std::string& label) {
        if (const auto known = numbers_.find(label); known != numbers_.end()) return known->second;
        add({.name = label});
        return all_.size() - 1;
    }
    const std::vector<DatasetClass>& all() const { return all_; }

private:
    void add(const DatasetClass& one) {
        numbers_.emplace(one.name, all_.size());
        all_.push_back(one);
    }
    std::vector<DatasetClass> all_;
    std::map<std::string, std::size_t> numbers_;
};

std::string lineOf(const Region& region, std::size_t label, const vision::ImageInfo& size, std::size_t keypoints) {
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
    const std::vector<Keypoint>& points = region.details->keypoints;
    for (std::size_t i = 0; i < keypoints; ++i) {
        const Keypoint point = i < points.size() ? points[i] : Keypoint{0, 0, 0};
        add(point.x, point.y);
        line << ' ' << point.visibility;
    }
    return line.str() + "\n";
}

std::size_t mostKeypoints(const SampleStream& samples) {
    std::size_t most = 0;
    for (const Sample& sample : samples)
        for (const Region& region : sample.regions)
            most = std::max(most, region.details->keypoints.size());
    return most;
}

// Readers refuse a file without "train" or "val", and a path that is not there.
void writeSplits(YAML::Emitter& yaml, const std::map<std::string, std::string>& used, Output& output) {
    const auto folderOf = [&](const std::string& split, const std::string& other) {
        for (const std::string& one : {split, other, std::string()})
            if (const auto found = used.find(one); found != used.end()) return found->second;
        output.newFile("images/" + split + "/none");  // makes the folder
        return "images/" + split;
    };
    const auto add = [&](const char* key, const std::string& folder) {
        yaml << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << folder;
    };
    add("train", folderOf("train", "train"));
    add("val", folderOf("validation", "train"));
    if (used.contains("test")) add("test", used.at("test"));
}

void writeKeypoints(YAML::Emitter& yaml, const Classes& classes, std::size_t keypoints) {
    yaml << YAML::Key << "kpt_shape" << YAML::Value << YAML::Flow << YAML::BeginSeq << keypoints << 3 << YAML::EndSeq;
    const DatasetClass* named = nullptr;
    for (const DatasetClass& one : classes.all())
        if (!named && one.keypoints.size() == keypoints) named = &one;
    if (!named) return;
    if (const auto flip = named->metadata.find("flip_idx"); flip != named->metadata.end())
        yaml << YAML::Key << "flip_idx" << YAML::Value << YAML::Flow << YAML::Load(flip->second);
    yaml << YAML::Key << "kpt_names" << YAML::Value << YAML::BeginMap;
    for (std::size_t i = 0; i < classes.all().size(); ++i) {
        const DatasetClass& one = classes.all()[i];
        if (one.keypoints.size() != keypoints) continue;
        yaml << YAML::Key << i << YAML::Value << YAML::BeginSeq;
        for (const std::string& name : one.keypoints)
            yaml << YAML::DoubleQuoted << name;
        yaml << YAML::EndSeq;
    }
    yaml << YAML::EndMap;
    if (named->skeleton.empty()) return;
    yaml << YAML::Key << "skeleton" << YAML::Value << YAML::BeginSeq;
    for (const auto& [from, to] : named->skeleton)
        yaml << YAML::Flow << YAML::BeginSeq << from << to << YAML::EndSeq;
    yaml << YAML::EndSeq;
}

std::string write(const Kind& kind, const SampleStream& samples, Output& output) {
    Classes classes(output.classes(), output);
    const std::size_t keypoints = kind.keypoints ? mostKeypoints(samples) : 0;
    std::map<std::string, std::string> used;  // split -> folder
    for (const Sample& sample : samples) {
        const std::string folder = "images/" + (sample.split.empty() ? std::string(kUnassigned) : sample.split);
        used.emplace(sample.split, folder);
        const fs::path image = output.copyInto(folder, sample.media.front(), kLayoutFolders);
        const vision::ImageInfo size = vision::probeImage(sample.media.front().path);
        std::string lines;
        for (const Region& region : sample.regions)
            lines += lineOf(region, classes.numberOf(region.label), size, keypoints);
        output.put(yoloLabelsOf(image, "").string(), lines);
    }
    YAML::Emitter yaml;
    yaml << YAML::BeginMap << YAML::Key << "path" << YAML::Value << ".";
    writeSplits(yaml, used, output);
    if (keypoints > 0) writeKeypoints(yaml, classes, keypoints);
    yaml << YAML::Key << "nc" << YAML::Value << classes.all().size();
    yaml << YAML::Key << "names" << YAML::Value << YAML::BeginMap;
    std::string list;
    for (std::size_t i = 0; i < classes.all().size(); ++i) {
        yaml << YAML::Key << i << YAML::Value << YAML::DoubleQuoted << classes.all()[i].name;
        list += classes.all()[i].name + "\n";
    }
    yaml << YAML::EndMap << YAML::EndMap;
    output.put("data.yaml", std::string(yaml.c_str()) + "\n");
    output.put("classes.txt", list);
    return {};
}

Format formatOf(const Kind& kind, const char* title) {
    const Holds holds{.text = Holds::Text::None,
                      .untexted = true,
                      .boxes = kind.shape == Shape::Box,
                      .rotatedBoxes = kind.shape == Shape::RotatedBox,
                      .polygons = kind.shape == Shape::Polygon,
                      .keypoints = kind.keypoints,
                      .labels = true,
                      .splits = true,
                      .classes = true};
    return {
        .title = title,
        .detect = [kind](const fs::path& path) { return detect(path, kind); },
        .read = [kind](const fs::path& path, const ReadOptions& options, const Sink& sink,
                       ImportReport& report) { read(kind, path, options, sink, report); },
        .writer = Writer{.holds = holds, .copies = true, .write = [kind](const SampleStream& samples, Output& output) {
                             return write(kind, samples, output);
                         }}};
}

const Formats::Entry boxes{"yolo", formatOf({"yolo", Shape::Box}, "YOLO boxes (images, labels, data.yaml)")};
const Formats::Entry rotated{"yolo_obb", formatOf({"yolo_obb", Shape::RotatedBox}, "YOLO rotated boxes")};
const Formats::Entry polygons{"yolo_segment", formatOf({"yolo_segment", Shape::Polygon}, "YOLO polygons")};
const Formats::Entry pose{
    "yolo_pose", formatOf({"yolo_pose", Shape::Box, true}, "YOLO boxes with keypoints (kpt_shape in data.yaml)")};

}  // namespace
}  // namespace atelier::data
