// Regions as Hugging Face's object detection datasets have them: {"bbox": [[left, top, width, height], ...],
// "category": [...]}, or a list of objects. Ours have more where it is needed: which image, other shapes, words.
#include "common/error.h"
#include "data/formats/columns.h"
#include "data/formats/parquet_rows.h"

#include <algorithm>
#include <array>
#include <set>

namespace atelier::data {
namespace {

// In the order of Region::Shape.
constexpr std::array kShapes{"box", "rotated_box", "polygon", "circle", "line", "point"};

const Json* firstOf(const Json& object, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const Json* value = cell(object, name)) return value;
    return nullptr;
}

// {"a": [1, 2]} as [{"a": 1}, {"a": 2}]
std::vector<Json> listed(const Json& objects) {
    if (objects.is_array()) return {objects.begin(), objects.end()};
    if (!objects.is_object()) throw Error("\"objects\" must be lists or a list");
    std::vector<Json> all;
    for (const auto& [key, values] : objects.items()) {
        if (!values.is_array()) continue;
        if (all.size() < values.size()) all.resize(values.size(), Json::object());
        for (std::size_t i = 0; i < values.size(); ++i)
            all[i][key] = values[i];
    }
    return all;
}

std::vector<double> numbersOf(const Json& list, const char* what) {
    std::vector<double> numbers;
    if (!list.is_array()) throw Error(std::string(what) + " must be a list of numbers");
    for (const Json& one : list) {
        if (!one.is_number()) throw Error(std::string(what) + " must be a list of numbers");
        numbers.push_back(one.get<double>());
    }
    return numbers;
}

Region regionOf(const Json& object, std::size_t media) {
    Region region;
    if (const Json* image = firstOf(object, {"image"}); image && image->is_number_integer())
        region.media = static_cast<int>(std::clamp<std::int64_t>(image->get<std::int64_t>(), -1, 1'000'000));
    if (region.media < 0 || static_cast<std::size_t>(region.media) >= media)
        throw Error("an object on a picture that is not there");
    if (const Json* label = firstOf(object, {"category", "categories", "label", "labels"}))
        region.label = label->is_string() ? label->get<std::string>() : lineOf(*label);
    if (const Json* text = firstOf(object, {"text"}); text && text->is_string())
        region.transcription = text->get<std::string>();
    if (const Json* shape = firstOf(object, {"shape"}); shape && shape->is_string() && *shape != "box") {
        const auto known = std::find(kShapes.begin(), kShapes.end(), shape->get<std::string>());
        if (known == kShapes.end())
            throw Error("an object of an unknown shape", {}, "known: box, rotated_box, polygon, circle, line, point");
        region.shape = static_cast<Region::Shape>(known - kShapes.begin());
        const auto numbers = numbersOf(object.value("points", Json()), "\"points\"");
        if (numbers.size() % 2 != 0) throw Error("\"points\" must be pairs of numbers");
        for (std::size_t i = 0; i < numbers.size(); i += 2)
            region.points.push_back({numbers[i], numbers[i + 1]});
        return region;
    }
    const Json* box = firstOf(object, {"bbox", "bboxes"});
    const auto numbers = numbersOf(box ? *box : Json(), "\"bbox\"");
    if (numbers.size() != 4 || numbers[2] < 0 || numbers[3] < 0)
        throw Error("\"bbox\" must be left, top, width and height");
    region.points = {{numbers[0], numbers[1]}, {numbers[0] + numbers[2], numbers[1] + numbers[3]}};
    return region;
}

Json value(const char* dtype) {
    return {{"dtype", dtype}, {"_type", "Value"}};
}

Json sequence(Json feature) {
    return {{"feature", std::move(feature)}, {"_type", "Sequence"}};
}

}  // namespace

std::vector<Region> regionsOf(const Json& row, std::size_t media) {
    std::vector<Json> all;
    if (const Json* objects = cell(row, "objects")) {
        all = listed(*objects);
    } else if (const Json* boxes = firstOf(row, {"bbox", "bboxes"})) {
        const Json* labels = firstOf(row, {"category", "categories", "labels"});
        all = listed({{"bbox", *boxes}, {"category", labels ? *labels : Json()}});
    }
    std::vector<Region> regions;
    for (const Json& object : all)
        regions.push_back(regionOf(object, media));
    return regions;
}

void ObjectFeatures::add(const Sample& sample) {
    for (const Region& region : sample.regions) {
        any_ = true;
        others_ |= region.media > 0;
        shapes_ |= region.shape != Region::Shape::Box;
        words_ |= !region.transcription.empty();
        if (!region.label.empty()) labels_.insert(region.label);
    }
}

Json ObjectFeatures::json() const {
    if (!any_) return {};
    Json features{{"bbox", sequence(sequence(value("float64")))}};
    if (!labels_.empty()) features["category"] = sequence({{"names", labels_}, {"_type", "ClassLabel"}});
    if (others_) features["image"] = sequence(value("int64"));
    if (shapes_) {
        features["shape"] = sequence(value("string"));
        features["points"] = sequence(sequence(value("float64")));
    }
    if (words_) features["text"] = sequence(value("string"));
    return features;
}

Json objectsOf(const std::vector<Region>& regions, const Json& features) {
    Json objects = Json::object();
    for (const auto& [name, _] : features.items())
        objects[name] = Json::array();
    const auto put = [&](const char* name, Json value) {
        if (objects.contains(name)) objects[name].push_back(std::move(value));
    };
    for (const Region& region : regions) {
        const Box box = region.bounds();
        put("bbox", {box.left, box.top, box.width(), box.height()});
        if (objects.contains("category")) {
            const Json& names = features.at("category").at("feature").at("names");
            const auto found = std::find(names.begin(), names.end(), Json(region.label));
            put("category", found == names.end() ? Json() : Json(found - names.begin()));
        }
        put("image", region.media);
        put("shape", kShapes[static_cast<std::size_t>(region.shape)]);
        Json points = Json::array();
        if (region.shape != Region::Shape::Box)
            for (const auto& [x, y] : region.points)
                points.insert(points.end(), {x, y});
        put("points", std::move(points));
        put("text", region.transcription.empty() ? Json() : Json(region.transcription));
    }
    return objects;
}

}  // namespace atelier::data
