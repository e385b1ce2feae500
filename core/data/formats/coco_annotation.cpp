#include "data/formats/coco_annotation.h"

#include "common/error.h"
#include "data/mask_runs.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atelier::data {
namespace {

using Points = std::vector<std::array<double, 2>>;

constexpr const char* kKept = "kept as metadata";

const KeySet& readKeys() {
    static const KeySet keys = [] {
        KeySet all = cocoAnnotationKeys();
        all.insert({"area", "iscrowd"});
        return all;
    }();
    return keys;
}

Points pointsOf(const Json& numbers, const char* what) {
    Points points;
    if (!numbers.is_array() || numbers.size() % 2 != 0) throw Error(std::string(what) + " must be pairs of numbers");
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
        const auto x = looseNumber(numbers[i]), y = looseNumber(numbers[i + 1]);
        if (!x || !y) throw Error(std::string(what) + " must be pairs of numbers");
        points.push_back({*x, *y});
    }
    return points;
}

std::optional<Box> boxOf(const Json& annotation) {
    const auto box = annotation.find("bbox");
    if (box == annotation.end() || box->is_null() || (box->is_array() && box->empty())) return {};
    const Points numbers = pointsOf(*box, "a box");
    if (numbers.size() != 2) throw Error("a box must be [x, y, width, height]");
    const auto [at, size] = std::pair(numbers[0], numbers[1]);
    if (size[0] < 0 || size[1] < 0) throw Error("a box of negative size");
    return Box{at[0], at[1], at[0] + size[0], at[1] + size[1]};
}

void setBox(Region& region, const Box& box) {
    region.shape = Region::Shape::Box;
    region.points = {{box.left, box.top}, {box.right, box.bottom}};
}

Mask maskOfJson(const Json& outline) {
    const auto size = outline.find("size"), counts = outline.find("counts");
    if (size == outline.end() || !size->is_array() || size->size() != 2 || counts == outline.end())
        throw Error("a mask must have \"size\" and \"counts\"");
    const auto height = looseWhole((*size)[0]), width = looseWhole((*size)[1]);
    constexpr std::int64_t kMost = std::numeric_limits<int>::max();
    if (!height || !width || *height < 1 || *width < 1 || *height > kMost || *width > kMost)
        throw Error("a mask without a size");
    if (counts->is_string()) {
        const Mask mask{static_cast<int>(*width), static_cast<int>(*height), counts->get<std::string>()};
        unpackMask(mask);  // is it one?
        return mask;
    }
    if (!counts->is_array()) throw Error("run lengths must be a list or a text");
    std::vector<std::int64_t> runs;
    for (const Json& run : *counts) {
        const auto length = looseWhole(run);
        if (!length) throw Error("run lengths must be whole numbers");
        runs.push_back(*length);
    }
    return packMask(runs, static_cast<int>(*width), static_cast<int>(*height));
}

// Outlines of at least three points; others are counted as left out.
std::vector<Points> outlinesOf(const Json& list, ImportReport& report, const std::string& where) {
    const bool flat = std::all_of(list.begin(), list.end(), [](const Json& one) { return !one.is_array(); });
    std::vector<Points> outlines;
    const auto add = [&](const Json& numbers) {
        try {
            Points points = pointsOf(numbers, "an outline");
            if (points.size() < 3) throw Error("an outline of less than 3 points");
            outlines.push_back(std::move(points));
        } catch (const Error& error) {
            report.leaveOut("annotation", error.message(), "left out", where);
        }
    };
    if (flat)
        add(list);
    else
        for (const Json& one : list)
            add(one);
    return outlines;
}

// The shape: outlines, else a mask with its box, else a box. False where there is none of them.
bool readShape(const Json& annotation, const std::optional<Box>& box, Region& region, ImportReport& report,
               const std::string& where) {
    const auto outline = annotation.find("segmentation");
    if (outline != annotation.end() && outline->is_array() && !outline->empty()) {
        std::vector<Points> outlines = outlinesOf(*outline, report, where);
        if (!outlines.empty()) {
            region.shape = Region::Shape::Polygon;
            region.points = std::move(outlines.front());
            outlines.erase(outlines.begin());
            if (!outlines.empty()) region.details.edit().parts = std::move(outlines);
            return true;
        }
    } else if (outline != annotation.end() && outline->is_object()) {
        try {
            Mask mask = maskOfJson(*outline);
            const std::optional<Box> bounds = box ? box : boundsOf(mask);
            if (!bounds) throw Error("an empty mask");
            setBox(region, *bounds);
            region.details.edit().mask = std::move(mask);
            return true;
        } catch (const Error& error) {
            if (!box) throw;
            report.leaveOut("mask", error.message(), "left out: its box is kept", where);
        }
    }
    if (box) setBox(region, *box);
    return box.has_value();
}

std::vector<Keypoint> keypointsOf(const Json& annotation, ImportReport& report, const std::string& where) {
    std::vector<Keypoint> points;
    const auto list = annotation.find("keypoints");
    if (list == annotation.end() || list->is_null()) return points;
    const auto leaveOut = [&](const char* why) { report.leaveOut("keypoints", why, "left out", where); };
    if (!list->is_array() || list->size() % 3 != 0) return leaveOut("not three numbers each"), points;
    for (std::size_t i = 0; i < list->size(); i += 3) {
        const auto x = looseNumber((*list)[i]), y = looseNumber((*list)[i + 1]), v = looseNumber((*list)[i + 2]);
        if (!x || !y || !v || *v < 0 || *v > 2) return leaveOut("not numbers"), std::vector<Keypoint>();
        points.push_back({*x, *y, static_cast<int>(*v)});
    }
    const bool none =
        std::all_of(points.begin(), points.end(), [](const Keypoint& one) { return one == Keypoint{0, 0, 0}; });
    return none ? std::vector<Keypoint>() : points;
}

std::optional<Box> around(const std::vector<Keypoint>& points) {
    std::optional<Box> box;
    for (const Keypoint& point : points) {
        if (point.visibility == 0) continue;
        if (!box) box = Box{point.x, point.y, point.x, point.y};
        *box = {std::min(box->left, point.x), std::min(box->top, point.y), std::max(box->right, point.x),
                std::max(box->bottom, point.y)};
    }
    return box;
}

double areaOf(const Points& outline) {
    double twice = 0;
    for (std::size_t i = 0; i < outline.size(); ++i) {
        const auto& a = outline[i];
        const auto& b = outline[(i + 1) % outline.size()];
        twice += a[0] * b[1] - b[0] * a[1];
    }
    return std::abs(twice) / 2;
}

double areaOf(const Region& region) {
    if (region.details->mask) return static_cast<double>(pixelsOf(*region.details->mask));
    const Box box = region.bounds();
    if (region.shape != Region::Shape::Polygon) return box.width() * box.height();
    double area = areaOf(region.points);
    for (const Points& part : region.details->parts)
        area += areaOf(part);
    return area;
}

// What follows from the rest is not kept; what does not, such as the area of a mask that is not there, is.
void keepWhatDiffers(const Json& annotation, const std::optional<Box>& box, Region& region, ImportReport& report,
                     const std::string& where) {
    const auto keep = [&](const char* key, const Json& value) {
        region.details.edit().metadata.insert_or_assign(key, metadataText(value));
        report.leaveOut("key", key, kKept, where);
    };
    if (const auto area = annotation.find("area"); area != annotation.end() && !area->is_null()) {
        const auto said = looseNumber(*area);
        const double computed = areaOf(region);
        if (!said || std::abs(*said - computed) > 1 + 0.01 * computed) keep("area", *area);
    }
    if (const auto crowd = annotation.find("iscrowd"); crowd != annotation.end() && !crowd->is_null())
        if (looseNumber(*crowd) != 0.0 && *crowd != Json(false)) keep("iscrowd", *crowd);
    if (!box || region.shape != Region::Shape::Polygon) return;
    const Box bounds = region.bounds();
    constexpr double kRounded = 2;
    const double off = std::max({std::abs(box->left - bounds.left), std::abs(box->top - bounds.top),
                                 std::abs(box->right - bounds.right), std::abs(box->bottom - bounds.bottom)});
    if (off > kRounded) report.leaveOut("key", "bbox", "differs from its outline, which is kept", where);
}

}  // namespace

const KeySet& cocoAnnotationKeys() {
    static const KeySet keys{"id",        "image_id",      "category_id", "bbox",        "segmentation",
                             "keypoints", "num_keypoints", "caption",     "utf8_string", "segments_info"};
    return keys;
}

void CocoClasses::add(const Json& category, const std::string& where, ImportReport& report) {
    if (!category.is_object()) throw Error("no object");
    const auto id = looseId(category.value("id", Json()));
    if (!id) throw Error("without an id");
    DatasetClass one;
    one.name = looseText(category, "name", where);
    if (category.contains("keypoints") && category["keypoints"].is_array())
        for (const Json& name : category["keypoints"])
            one.keypoints.push_back(name.is_string() ? name.get<std::string>() : metadataText(name));
    if (category.contains("skeleton") && category["skeleton"].is_array())
        for (const Json& pair : category["skeleton"]) {
            if (!pair.is_array() || pair.size() != 2) continue;
            const auto from = looseWhole(pair[0]), to = looseWhole(pair[1]);
            if (from && to && *from >= 1 && *to >= 1 && *from <= std::ssize(one.keypoints) &&
                *to <= std::ssize(one.keypoints))
                one.skeleton.push_back({static_cast<int>(*from) - 1, static_cast<int>(*to) - 1});
        }
    for (const auto& [key, value] : category.items())
        if (!value.is_null() && key != "id" && key != "name" && key != "keypoints" && key != "skeleton")
            one.metadata[key] = metadataText(value);
    const auto same = std::find_if(classes_.begin(), classes_.end(),
                                   [&](const DatasetClass& other) { return other.name == one.name; });
    if (byId_.contains(*id)) throw Error("with an id that another one has");
    if (same != classes_.end()) {
        const auto index = static_cast<std::size_t>(same - classes_.begin());
        const bool twice =
            std::any_of(byId_.begin(), byId_.end(), [&](const auto& seen) { return seen.second == index; });
        byId_[*id] = index;
        const auto number = looseWhole(Json(*id));
        if (twice)
            report.leaveOut("category", one.name, "has the name of another one: both are one class", where);
        else if (number != same->number)
            report.leaveOut("category", one.name, "has another number in another file: the first one is kept", where);
        return;
    }
    const auto free = [&](std::int64_t number) {
        return std::none_of(classes_.begin(), classes_.end(),
                            [&](const DatasetClass& other) { return other.number == number; });
    };
    const auto number = looseWhole(Json(*id));
    if (number && *number >= 0 && *number <= std::numeric_limits<int>::max() && free(*number)) {
        one.number = static_cast<int>(*number);
    } else {
        while (!free(one.number))
            ++one.number;
        report.leaveOut("category id", *id, "cannot be a class's number: it got a free one", where);
    }
    byId_[*id] = classes_.size();
    classes_.push_back(std::move(one));
}

void CocoClasses::read(const Json& categories, const std::string& where, ImportReport& report) {
    byId_.clear();
    std::int64_t index = 0;
    for (const Json& category : categories) {
        const std::string place = where + " categories[" + std::to_string(index++) + "]";
        try {
            add(category, place, report);
        } catch (const Error& error) {
            report.leaveOut("category", error.message(), "left out", place);
        }
    }
}

const DatasetClass* CocoClasses::find(const std::string& id) const {
    const auto found = byId_.find(id);
    return found == byId_.end() ? nullptr : &classes_[found->second];
}

Region cocoRegion(const Json& annotation, const CocoClasses& classes, ImportReport& report, const std::string& where) {
    Region region;
    if (const Json id = annotation.value("category_id", Json()); !id.is_null()) {
        const DatasetClass* category = classes.find(looseId(id).value_or(""));
        if (category)
            region.label = category->name;
        else
            report.leaveOut("category id", looseId(id).value_or(metadataText(id)),
                            "is no category's: its objects have no label", where);
    }
    region.transcription = looseText(annotation, "utf8_string", where);  // as COCO-Text has it
    std::vector<Keypoint> keypoints = keypointsOf(annotation, report, where);
    std::optional<Box> box;
    std::string problem;
    try {
        box = boxOf(annotation);
    } catch (const Error& error) {
        problem = error.message();
    }
    const bool shaped = readShape(annotation, box, region, report, where);
    if (!problem.empty()) {
        if (!shaped && keypoints.empty()) throw Error(problem);
        report.leaveOut("key", "bbox", "left out: " + problem, where);
    }
    if (!shaped) {
        const std::optional<Box> bounds = around(keypoints);
        if (!bounds) throw Error("neither a box, an outline, keypoints nor a caption");
        setBox(region, *bounds);
        report.leaveOut("keypoints", "without a box", "kept with the box around them", where);
    }
    if (!keypoints.empty()) region.details.edit().keypoints = std::move(keypoints);
    keepWhatDiffers(annotation, box, region, report, where);
    Metadata metadata = region.details->metadata;
    keepRest(annotation, readKeys(), metadata, report, where);
    if (!metadata.empty()) region.details.edit().metadata = std::move(metadata);
    return region;
}

CocoCategories::CocoCategories(const std::vector<DatasetClass>& classes) : classes_(classes) {
    for (std::size_t i = 0; i < classes_.size(); ++i)
        byName_.emplace(classes_[i].name, i);
}

std::int64_t CocoCategories::numberOf(const Region& region) {
    const auto [place, isNew] = byName_.emplace(region.label, classes_.size());
    if (isNew) {
        int number = 1;
        for (const DatasetClass& one : classes_)
            number = std::max(number, one.number + 1);
        classes_.push_back({.number = number, .name = region.label});
    }
    DatasetClass& its = classes_[place->second];
    while (its.keypoints.size() < region.details->keypoints.size())
        its.keypoints.push_back("keypoint " + std::to_string(its.keypoints.size() + 1));
    return its.number;
}

Json CocoCategories::json() const {
    Json list = Json::array();
    for (const DatasetClass& one : classes_) {
        Json category{{"id", one.number}, {"name", one.name}};
        if (!one.keypoints.empty()) {
            category["keypoints"] = one.keypoints;
            category["skeleton"] = Json::array();
            for (const auto& [from, to] : one.skeleton)
                category["skeleton"].push_back({from + 1, to + 1});
        }
        putRest(one.metadata, category);
        list.push_back(std::move(category));
    }
    return list;
}

Json cocoAnnotation(const Region& region, std::int64_t id, const Json& image, std::int64_t category) {
    const Box box = region.bounds();
    const RegionDetails& details = *region.details;
    Json json{{"id", id},
              {"image_id", image},
              {"category_id", category},
              {"bbox", {box.left, box.top, box.width(), box.height()}},
              {"area", areaOf(region)},
              {"iscrowd", 0},
              {"segmentation", Json::array()}};
    const auto addOutline = [&](const Points& points) {
        Json outline = Json::array();
        for (const auto& [x, y] : points) {
            outline.push_back(x);
            outline.push_back(y);
        }
        json["segmentation"].push_back(std::move(outline));
    };
    if (region.shape == Region::Shape::Polygon) {
        addOutline(region.points);
        for (const Points& part : details.parts)
            addOutline(part);
    } else if (details.mask) {
        json["segmentation"] = {{"size", {details.mask->height, details.mask->width}},
                                {"counts", details.mask->counts}};
    }
    if (!details.keypoints.empty()) {
        std::int64_t labelled = 0;
        json["keypoints"] = Json::array();
        for (const Keypoint& point : details.keypoints) {
            for (const double number : {point.x, point.y})
                json["keypoints"].push_back(number);
            json["keypoints"].push_back(point.visibility);
            labelled += point.visibility > 0;
        }
        json["num_keypoints"] = labelled;
    }
    if (!region.transcription.empty()) json["utf8_string"] = region.transcription;
    putRest(details.metadata, json);
    return json;
}

}  // namespace atelier::data
