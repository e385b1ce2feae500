#include "data/sample_json.h"

#include "common/error.h"

#include <algorithm>
#include <limits>

namespace atelier::data {
namespace {

constexpr std::array kMediaKinds{"image", "video"};
constexpr std::array kRoles{"system", "user", "assistant", "tool", "developer"};
constexpr std::array kShapes{"box", "rotated_box", "polygon", "circle", "line", "point"};

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

std::vector<std::array<double, 2>> pointsFrom(const Json& list, const std::string& where) {
    std::vector<std::array<double, 2>> points;
    for (const Json& point : list) {
        const auto at = numbers(point, 2, where + " points");
        points.push_back({at[0], at[1]});
    }
    return points;
}

// Values as JSON, so that a person who reads the file sees no text in a text.
Json toJson(const Metadata& metadata) {
    Json json = Json::object();
    for (const auto& [key, value] : metadata)
        json[key] = Json::parse(value);
    return json;
}

Metadata metadataFrom(const Json& json, const std::string& where) {
    Metadata metadata;
    const auto found = json.find("metadata");
    if (found == json.end()) return metadata;
    if (!found->is_object()) throw Error("\"metadata\" must be an object", where);
    for (const auto& [key, value] : found->items())
        metadata[key] = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return metadata;
}

std::vector<std::string> textsAt(const Json& json, const char* key, const std::string& where) {
    std::vector<std::string> texts;
    for (const Json& one : listAt(json, key, where)) {
        if (!one.is_string()) throw Error(std::string("\"") + key + "\" must be a list of texts", where);
        texts.push_back(one.get<std::string>());
    }
    return texts;
}

void append(Json& json, const Json& more) {
    for (const auto& [key, value] : more.items())
        json[key] = value;
}

Region regionFrom(const Json& json, const std::string& where) {
    Region region;
    region.shape =
        static_cast<Region::Shape>(indexOf(kShapes, jsonAt<std::string>(json, "shape", where, kShapes.front()), where));
    region.media = index(jsonAt<std::int64_t>(json, "media", where, 0));
    region.points = pointsFrom(listAt(json, "points", where), where);
    region.label = text(json, "label", where);
    region.transcription = text(json, "transcription", where);
    for (const Json& span : listAt(json, "spans", where))
        region.spans.push_back(spanFrom(span, where));
    readDetails(json, region, where);
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
    append(json, detailsOf(region));
    return json;
}

Json toJson(const Turn& turn) {
    Json json{{"role", kRoles[static_cast<std::size_t>(turn.role)]}, {"text", turn.text}};
    append(json, detailsOf(turn));
    return json;
}

}  // namespace

std::string nameOf(Region::Shape shape) {
    return kShapes.at(static_cast<std::size_t>(shape));
}

Json toJson(const Sample& sample) {
    Json json{{"id", sample.id}};
    for (const Media& media : sample.media)
        json["media"].push_back(toJson(media));
    for (const Turn& turn : sample.turns)
        json["turns"].push_back(toJson(turn));
    for (const Region& region : sample.regions)
        json["regions"].push_back(toJson(region));
    if (!sample.tags.empty()) json["tags"] = sample.tags;
    if (!sample.split.empty()) json["split"] = sample.split;
    if (sample.checked) json["checked"] = true;
    if (!sample.origin.empty()) json["origin"] = sample.origin;
    if (!sample.group.empty()) json["group"] = sample.group;
    append(json, detailsOf(sample));
    return json;
}

Json detailsOf(const Sample& sample) {
    Json json = Json::object();
    if (!sample.tools.empty()) json["tools"] = Json::parse(sample.tools);
    if (!sample.metadata.empty()) json["metadata"] = toJson(sample.metadata);
    return json;
}

Json detailsOf(const Turn& turn) {
    Json json = Json::object();
    if (turn.details.isDefault()) return json;
    const TurnDetails& details = *turn.details;
    if (details.lossWeight) json["loss_weight"] = *details.lossWeight;
    for (const ToolCall& call : details.calls) {
        Json one{{"name", call.name}, {"arguments", call.arguments}};
        if (!call.id.empty()) one["id"] = call.id;
        json["calls"].push_back(std::move(one));
    }
    if (!details.callId.empty()) json["call_id"] = details.callId;
    if (!details.name.empty()) json["name"] = details.name;
    if (!details.references.empty()) json["references"] = details.references;
    if (details.rejected) json["rejected"] = *details.rejected;
    if (details.liked) json["liked"] = *details.liked;
    if (!details.metadata.empty()) json["metadata"] = toJson(details.metadata);
    return json;
}

Json detailsOf(const Region& region) {
    Json json = Json::object();
    if (region.details.isDefault()) return json;
    const RegionDetails& details = *region.details;
    if (!details.parts.empty()) json["parts"] = details.parts;
    if (details.mask)
        json["mask"] = {{"size", {details.mask->width, details.mask->height}}, {"counts", details.mask->counts}};
    for (const Keypoint& keypoint : details.keypoints)
        json["keypoints"].push_back({keypoint.x, keypoint.y, keypoint.visibility});
    if (!details.metadata.empty()) json["metadata"] = toJson(details.metadata);
    return json;
}

void readDetails(const Json& json, Sample& sample, const std::string& where) {
    if (const Json& tools = listAt(json, "tools", where); !tools.empty()) sample.tools = tools.dump();
    sample.metadata = metadataFrom(json, where);
}

void readDetails(const Json& json, Turn& turn, const std::string& where) {
    TurnDetails details;
    if (json.contains("loss_weight")) details.lossWeight = jsonAt<double>(json, "loss_weight", where);
    for (const Json& call : listAt(json, "calls", where))
        details.calls.push_back({text(call, "id", where), jsonAt<std::string>(call, "name", where),
                                 jsonAt<std::string>(call, "arguments", where)});
    details.callId = text(json, "call_id", where);
    details.name = text(json, "name", where);
    details.references = textsAt(json, "references", where);
    if (json.contains("rejected")) details.rejected = jsonAt<std::string>(json, "rejected", where);
    if (json.contains("liked")) details.liked = jsonAt<bool>(json, "liked", where);
    details.metadata = metadataFrom(json, where);
    if (details != TurnDetails{}) turn.details = std::move(details);
}

void readDetails(const Json& json, Region& region, const std::string& where) {
    RegionDetails details;
    for (const Json& part : listAt(json, "parts", where))
        details.parts.push_back(pointsFrom(part, where + " parts"));
    if (const auto mask = json.find("mask"); mask != json.end()) {
        const auto size = numbers(listAt(*mask, "size", where + " mask"), 2, where + " mask");
        details.mask = Mask{static_cast<int>(size[0]), static_cast<int>(size[1]),
                            jsonAt<std::string>(*mask, "counts", where + " mask")};
    }
    for (const Json& point : listAt(json, "keypoints", where)) {
        const auto at = numbers(point, 3, where + " keypoints");
        details.keypoints.push_back({at[0], at[1], static_cast<int>(at[2])});
    }
    details.metadata = metadataFrom(json, where);
    if (details != RegionDetails{}) region.details = std::move(details);
}

Json toJson(const std::vector<DatasetClass>& classes) {
    Json list = Json::array();
    for (const DatasetClass& one : classes) {
        Json json{{"number", one.number}, {"name", one.name}};
        if (!one.keypoints.empty()) json["keypoints"] = one.keypoints;
        if (!one.skeleton.empty()) json["skeleton"] = one.skeleton;
        if (!one.metadata.empty()) json["metadata"] = toJson(one.metadata);
        list.push_back(std::move(json));
    }
    return list;
}

std::vector<DatasetClass> classesFromJson(const Json& json, const std::string& where) {
    std::vector<DatasetClass> classes;
    if (!json.is_array()) throw Error("the classes must be a list", where);
    for (const Json& one : json) {
        DatasetClass added{index(jsonAt<std::int64_t>(one, "number", where)), jsonAt<std::string>(one, "name", where),
                           textsAt(one, "keypoints", where)};
        for (const Json& pair : listAt(one, "skeleton", where)) {
            const auto ends = numbers(pair, 2, where + " skeleton");
            added.skeleton.push_back({static_cast<int>(ends[0]), static_cast<int>(ends[1])});
        }
        added.metadata = metadataFrom(one, where);
        classes.push_back(std::move(added));
    }
    return classes;
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
        readDetails(turn, sample.turns.back(), place);
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
    readDetails(json, sample, where);
    return sample;
}

}  // namespace atelier::data
