#include "data/sample_json.h"

#include "common/error.h"

#include <algorithm>
#include <limits>

namespace atelier::data {
namespace {

constexpr std::array kMediaKinds{"image", "video"};
constexpr std::array kRoles{"system", "user", "assistant"};
constexpr std::array kShapes{"box", "rotated_box", "polygon"};

template <class Names>
std::size_t indexOf(const Names& names, const std::string& name, const std::string& where) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    std::string known;
    for (const char* one : names)
        known += (known.empty() ? "" : ", ") + std::string(one);
    throw Error("unknown name \"" + name + "\"", where, "known: " + known);
}

// A list under `key`; none where the key is missing.
const Json& listAt(const Json& object, const char* key, const std::string& where) {
    static const Json kNone = Json::array();
    const auto found = object.find(key);
    if (found == object.end()) return kNone;
    if (!found->is_array()) throw Error(std::string("\"") + key + "\" must be a list", where);
    return *found;
}

std::vector<double> numbers(const Json& list, std::size_t count, const std::string& where) {
    if (!list.is_array() || list.size() != count)
        throw Error("expected a list of " + std::to_string(count) + " numbers", where);
    std::vector<double> values;
    for (const Json& value : list) {
        if (!value.is_number()) throw Error("expected a number", where);
        values.push_back(value.get<double>());
    }
    return values;
}

// What no int holds is no index either: it stays out of range.
int index(std::int64_t value) {
    return value < 0 || value > std::numeric_limits<int>::max() ? -1 : static_cast<int>(value);
}

std::string text(const Json& object, const char* key, const std::string& where) {
    return jsonAt<std::string>(object, key, where, "");
}

Media mediaFrom(const Json& json, const std::string& where) {
    Media media{static_cast<Media::Kind>(
                    indexOf(kMediaKinds, jsonAt<std::string>(json, "kind", where, kMediaKinds.front()), where)),
                jsonAt<std::string>(json, "path", where)};
    if (json.contains("crop")) {
        const auto box = numbers(json.at("crop"), 4, where + " crop");
        media.crop = Box{box[0], box[1], box[2], box[3]};
    }
    if (json.contains("range")) {
        const auto range = numbers(json.at("range"), 2, where + " range");
        media.range = TimeRange{range[0], range[1]};
    }
    return media;
}

Span spanFrom(const Json& json, const std::string& where) {
    if (!json.is_array() || json.size() != 3 ||
        !std::all_of(json.begin(), json.end(), [](const Json& value) { return value.is_number_integer(); }))
        throw Error("a span must be [turn, begin, end]", where);
    return {index(json[0].get<std::int64_t>()), json[1].get<std::int64_t>(), json[2].get<std::int64_t>()};
}

Region regionFrom(const Json& json, const std::string& where) {
    Region region;
    region.shape =
        static_cast<Region::Shape>(indexOf(kShapes, jsonAt<std::string>(json, "shape", where, kShapes.front()), where));
    region.media = index(jsonAt<std::int64_t>(json, "media", where, 0));
    for (const Json& point : listAt(json, "points", where)) {
        const auto at = numbers(point, 2, where + " points");
        region.points.push_back({at[0], at[1]});
    }
    region.label = text(json, "label", where);
    region.transcription = text(json, "transcription", where);
    for (const Json& span : listAt(json, "spans", where))
        region.spans.push_back(spanFrom(span, where));
    return region;
}

Json toJson(const Media& media) {
    Json json{{"kind", kMediaKinds[static_cast<std::size_t>(media.kind)]}, {"path", media.path.string()}};
    if (media.crop) json["crop"] = {media.crop->left, media.crop->top, media.crop->right, media.crop->bottom};
    if (media.range) json["range"] = {media.range->begin, media.range->end};
    return json;
}

Json toJson(const Region& region) {
    Json json{{"shape", kShapes[static_cast<std::size_t>(region.shape)]}};
    if (region.media != 0) json["media"] = region.media;
    json["points"] = region.points;
    if (!region.label.empty()) json["label"] = region.label;
    if (!region.transcription.empty()) json["transcription"] = region.transcription;
    for (const Span& span : region.spans)
        json["spans"].push_back({span.turn, span.begin, span.end});
    return json;
}

}  // namespace

Json toJson(const Sample& sample) {
    Json json{{"id", sample.id}};
    for (const Media& media : sample.media)
        json["media"].push_back(toJson(media));
    for (const Turn& turn : sample.turns)
        json["turns"].push_back({{"role", kRoles[static_cast<std::size_t>(turn.role)]}, {"text", turn.text}});
    for (const Region& region : sample.regions)
        json["regions"].push_back(toJson(region));
    if (!sample.tags.empty()) json["tags"] = sample.tags;
    if (!sample.split.empty()) json["split"] = sample.split;
    if (sample.checked) json["checked"] = true;
    if (!sample.origin.empty()) json["origin"] = sample.origin;
    if (!sample.group.empty()) json["group"] = sample.group;
    return json;
}

Sample sampleFromJson(const Json& json, const std::string& where) {
    Sample sample = uncheckedSampleFromJson(json, where);
    requireValid(sample, where);
    return sample;
}

Sample uncheckedSampleFromJson(const Json& json, const std::string& where) {
    if (!json.is_object()) throw Error("a sample must be an object", where);
    Sample sample;
    sample.id = text(json, "id", where);
    for (const Json& media : listAt(json, "media", where))
        sample.media.push_back(mediaFrom(media, where + " media " + std::to_string(sample.media.size())));
    for (const Json& turn : listAt(json, "turns", where)) {
        const std::string place = where + " turn " + std::to_string(sample.turns.size());
        sample.turns.push_back(
            {static_cast<Turn::Role>(indexOf(kRoles, jsonAt<std::string>(turn, "role", place), place)),
             jsonAt<std::string>(turn, "text", place)});
    }
    for (const Json& region : listAt(json, "regions", where))
        sample.regions.push_back(regionFrom(region, where + " region " + std::to_string(sample.regions.size())));
    for (const Json& tag : listAt(json, "tags", where)) {
        if (!tag.is_string()) throw Error("a tag must be a text", where);
        sample.tags.push_back(tag.get<std::string>());
    }
    sample.split = text(json, "split", where);
    sample.checked = jsonAt<bool>(json, "checked", where, false);
    sample.origin = text(json, "origin", where);
    sample.group = text(json, "group", where);
    return sample;
}

}  // namespace atelier::data
