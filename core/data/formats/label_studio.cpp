// Label Studio's JSON and JSON-MIN: tasks with a picture and what people marked on it, in percent of its sides.
#include "common/error.h"
#include "data/formats/columns.h"
#include "data/formats/loose.h"
#include "data/formats/other_machine.h"
#include "data/formats/rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::array kLabelKeys{"rectanglelabels", "polygonlabels", "keypointlabels", "ellipselabels",
                                "brushlabels",     "labels",        "choices"};

// Of a task, and of no sample.
constexpr std::array kBookkeeping{"file_upload",
                                  "drafts",
                                  "meta",
                                  "created_at",
                                  "updated_at",
                                  "inner_id",
                                  "total_annotations",
                                  "cancelled_annotations",
                                  "total_predictions",
                                  "comment_count",
                                  "unresolved_comment_count",
                                  "last_comment_updated_at",
                                  "project",
                                  "updated_by",
                                  "comment_authors"};

int detect(const fs::path& path) {
    if (extensionOf(path) != ".json") return 0;
    const std::string head = headOf(path);
    const auto has = [&](const char* key) { return head.find("\"" + std::string(key) + "\"") != std::string::npos; };
    if (has("conversations") || has("messages") || has("shapes") || has("file_name")) return 0;
    const bool shapes = std::any_of(kLabelKeys.begin(), kLabelKeys.begin() + 5, has);
    if (has("annotations") && has("result") && has("data")) return 80;
    return shapes && has("original_width") ? 80 : 0;
}

std::string decoded(const std::string& address) {
    std::string text;
    for (std::size_t i = 0; i < address.size(); ++i) {
        const auto isHex = [&](std::size_t at) {
            return at < address.size() && std::isxdigit(static_cast<unsigned char>(address[at]));
        };
        if (address[i] != '%' || !isHex(i + 1) || !isHex(i + 2)) {
            text += address[i];
            continue;
        }
        text += static_cast<char>(std::stoi(address.substr(i + 1, 2), nullptr, 16));
        i += 2;
    }
    return text;
}

// "/data/upload/3/1a2b-cat.jpg", "/data/local-files/?d=set/cat.jpg", "s3://bucket/cat.jpg" or a plain path.
fs::path pictureOf(const std::string& address, const MediaPaths& paths) {
    std::string path = address;
    if (const auto local = path.find("?d="); local != std::string::npos) path = path.substr(local + 3);
    for (const char* service : {"s3://", "gs://", "azure-blob://"})
        if (path.starts_with(service)) path = path.substr(std::string(service).size() - 1);
    path = decoded(path);
    try {
        return paths.resolve(path);
    } catch (const Error&) {
        // Uploads get eight digits before their names.
        const std::string name = fs::path(path).filename().string();
        const auto dash = name.find('-');
        if (dash != 8 || name.find_first_not_of("0123456789abcdef") != dash) throw;
        try {
            return paths.resolve(name.substr(dash + 1));
        } catch (const Error&) {
            // the user hears of the address as it stands
        }
        throw;
    }
}

double numberAt(const Json& value, const char* key) {
    const auto found = value.find(key);
    const auto number = found == value.end() ? std::nullopt : looseNumber(*found);
    if (!number) throw Error(std::string("a mark without \"") + key + "\"");
    return *number;
}

std::vector<std::string> labelsOf(const Json& value) {
    std::vector<std::string> labels;
    for (const char* key : kLabelKeys) {
        const auto list = value.find(key);
        if (list == value.end() || !list->is_array()) continue;
        for (const Json& one : *list)
            if (auto text = textOf(one)) labels.push_back(std::move(*text));
    }
    return labels;
}

// `value` in percent of a picture of width x height.
Region regionOf(const Json& value, double width, double height) {
    Region region;
    const auto at = [&](double x, double y) { return std::array<double, 2>{x * width / 100, y * height / 100}; };
    if (value.contains("points")) {
        region.shape = Region::Shape::Polygon;
        for (const Json& point : value.at("points")) {
            if (!point.is_array() || point.size() != 2 || !looseNumber(point[0]) || !looseNumber(point[1]))
                throw Error("an outline with a point that is not two numbers");
            region.points.push_back(at(*looseNumber(point[0]), *looseNumber(point[1])));
        }
        if (region.points.size() < 3) throw Error("an outline of less than three points");
    } else if (value.contains("radiusX")) {
        const double x = numberAt(value, "radiusX") * width / 100, y = numberAt(value, "radiusY") * height / 100;
        if (std::abs(x - y) > 0.01 * std::max(x, y)) throw Error("an ellipse");
        const auto centre = at(numberAt(value, "x"), numberAt(value, "y"));
        region.shape = Region::Shape::Circle;
        region.points = {centre, {centre[0] + x, centre[1]}};
    } else if (value.contains("keypointlabels")) {
        region.shape = Region::Shape::Point;
        region.points = {at(numberAt(value, "x"), numberAt(value, "y"))};
    } else if (value.contains("rle")) {
        throw Error("a mask of a brush");
    } else {
        const auto corner = at(numberAt(value, "x"), numberAt(value, "y"));
        const double w = numberAt(value, "width") * width / 100, h = numberAt(value, "height") * height / 100;
        const double turned = value.contains("rotation") ? numberAt(value, "rotation") : 0;
        if (turned == 0) {
            region.points = {corner, {corner[0] + w, corner[1] + h}};
        } else {  // about its first corner, clockwise
            const double angle = turned * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
            region.shape = Region::Shape::RotatedBox;
            for (const auto& [x, y] : {std::pair(0.0, 0.0), {w, 0.0}, {w, h}, {0.0, h}})
                region.points.push_back({corner[0] + c * x - s * y, corner[1] + s * x + c * y});
        }
    }
    const auto labels = labelsOf(value);
    if (!labels.empty()) region.label = labels.front();
    if (labels.size() > 1)
        region.details.edit().metadata["labels"] = metadataText(Json(std::vector(labels.begin() + 1, labels.end())));
    return region;
}

std::string firstText(const Json& value) {
    const Json* text = value.is_array() && !value.empty() ? &value.front() : &value;
    return textOf(*text).value_or("");
}

class Task {
public:
    Task(const RowSource& source, const ReadOptions& options) : source_(source), options_(options) {}

    // One mark of a person: a shape, a text or a choice, with its parts joined by `id`.
    void take(const Json& result, const std::string& type, const Json& value) {
        if (result.contains("original_width") && type != "choices" && type != "textarea") try {
                Region region =
                    regionOf(value, numberAt(result, "original_width"), numberAt(result, "original_height"));
                const std::string id = result.contains("id") ? textOf(result.at("id")).value_or("") : "";
                for (const auto& [known, index] : regionsById_) {
                    if (id.empty() || known != id) continue;
                    if (sample.regions[index].label.empty()) sample.regions[index].label = region.label;
                    return;  // the same shape, once for its box and once for its label
                }
                regionsById_.emplace_back(id, sample.regions.size());
                sample.regions.push_back(std::move(region));
                return;
            } catch (const Error& error) {
                source_.report.leaveOut("mark", error.message(), "not supported", source_.where);
                return;
            }
        if (type == "textarea" || value.contains("text")) return takeText(result, value);
        if (value.contains("choices"))
            for (std::string& choice : labelsOf(value))
                sample.tags.push_back(std::move(choice));
        else
            source_.report.leaveOut("mark", type, "not supported", source_.where);
    }

    Sample sample = {};

    void answer(const std::string& text) {
        if (text.empty()) return;
        if (!sample.turns.empty()) return source_.report.leaveOut("mark", "a second text", "not used", source_.where);
        sample.turns = {{Turn::Role::User, kImageMark + options_.prompt}, {Turn::Role::Assistant, text}};
    }

private:
    void takeText(const Json& result, const Json& value) {
        const std::string text = value.contains("text") ? firstText(value.at("text")) : std::string();
        const std::string id = result.contains("id") ? textOf(result.at("id")).value_or("") : "";
        for (const auto& [known, index] : regionsById_)
            if (!id.empty() && known == id) {
                sample.regions[index].transcription = text;
                return;
            }
        answer(text);
    }

    const RowSource& source_;
    const ReadOptions& options_;
    std::vector<std::pair<std::string, std::size_t>> regionsById_;
};

bool namesPicture(const Json& value) {
    return value.is_string() && value.get_ref<const std::string&>().size() < 1000 &&
           isImageFile(fs::path(decoded(value.get_ref<const std::string&>())));
}

// The picture of a task: the first value that names one.
void takePicture(const Row& data, Task& task, const RowSource& source) {
    for (const auto& [key, value] : data.json().items())
        if (namesPicture(value)) {
            const std::string address = data.text(key);
            task.sample.media.push_back({Media::Kind::Image, pictureOf(address, source.paths)});
            return;
        }
    throw Error("no picture in the task");
}

void takeAnnotations(const Json& annotations, Task& task, const RowSource& source) {
    const Json* used = nullptr;
    for (const Json& annotation : annotations) {
        if (!annotation.is_object() || annotation.value("was_cancelled", Json(false)) == Json(true)) continue;
        if (used) {
            source.report.leaveOut("annotation", "of another person", "not used: the first one's is", source.where);
            continue;
        }
        used = &annotation;
    }
    if (!used || !used->contains("result") || !used->at("result").is_array()) return;
    for (const Json& result : used->at("result")) {
        if (!result.is_object()) continue;
        const std::string type = result.contains("type") ? textOf(result.at("type")).value_or("") : "";
        if (result.contains("value") && result.at("value").is_object())
            task.take(result, type, result.at("value"));
        else
            source.report.leaveOut("mark", type.empty() ? "without a type" : type, "not supported", source.where);
    }
}

// JSON-MIN: shapes in lists under the names of the labelling tool's parts.
void takeParts(const Row& row, Task& task) {
    for (const auto& [key, value] : row.json().items()) {
        const bool shapes =
            value.is_array() && !value.empty() && value.front().is_object() && value.front().contains("original_width");
        if (!shapes) continue;
        for (const Json& shape : *row.find(key))
            if (shape.is_object()) task.take(shape, "shape", shape);
    }
    for (const char* key : {"caption", "transcription", "answer", "text"})
        if (row.has(key) && (row.json().at(key).is_string() || row.json().at(key).is_array()))
            task.answer(firstText(*row.find(std::string(key))));
}

Sample sampleOf(const Row& row, const RowSource& source, const ReadOptions& options) {
    Task task(source, options);
    if (const Json* data = row.find(std::string("data")); data && data->is_object()) {
        const Row inner(*data);
        takePicture(inner, task, source);
        if (const Json* annotations = row.findAny({"annotations", "completions"});
            annotations && annotations->is_array())
            takeAnnotations(*annotations, task, source);
        keepRest(inner, task.sample.metadata, "data.", source);
        for (const char* key : kBookkeeping)
            row.find(std::string(key));
        reportRest(row, "", source);
    } else {
        takePicture(row, task, source);
        takeParts(row, task);
        keepRest(row, task.sample.metadata, "", source);
    }
    normalizeMarks(task.sample);
    requireValid(task.sample, "");
    return std::move(task.sample);
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("label_studio", path, options, sink, report,
             [&](const Row& row, const RowSource& source) { return sampleOf(row, source, options); });
}

const Formats::Entry entry{"label_studio", {.title = "Label Studio (JSON, JSON-MIN)", .detect = detect, .read = read}};

}  // namespace
}  // namespace atelier::data
