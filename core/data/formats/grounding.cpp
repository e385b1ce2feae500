#include "data/formats/grounding.h"

#include "common/error.h"
#include "data/change.h"
#include "data/formats/row.h"
#include "vision/image.h"

#include <algorithm>
#include <array>

namespace atelier::data {
namespace {

constexpr std::string_view kRef = kRefMark, kBox = kBoxMark;

// The region of this place, one for all boxes with its points.
Region& regionAt(std::vector<Region>& regions, const Region& box) {
    const auto known = std::find_if(regions.begin(), regions.end(), [&](const Region& region) {
        return region.media == box.media && region.points == box.points;
    });
    if (known != regions.end()) return *known;
    regions.push_back(box);
    return regions.back();
}

struct Place {
    Span span;
    std::size_t box = 0;  ///< index into Marked::boxes
};

// Puts words for the marks of one turn.
class TurnReader {
public:
    TurnReader(const Marked& marked, std::size_t& ref, std::size_t& box, Sample& sample)
        : marked_(marked), ref_(ref), box_(box), sample_(sample) {}

    void read(int turn) {
        const std::string& text = marked_.turns[static_cast<std::size_t>(turn)].text;
        std::string words;
        std::vector<Span> lone;
        std::vector<Place> linked, marks;
        for (std::size_t at = 0; at < text.size();) {
            const auto begin = static_cast<std::int64_t>(words.size());
            if (text.compare(at, kRef.size(), kRef) == 0) {
                if (ref_ >= marked_.refs.size()) throw Error("more <ref-object> marks than \"ref\" has");
                words += marked_.refs[ref_++];
                at += kRef.size();
                const Span span{turn, begin, std::ssize(words)};
                if (text.compare(at, kBox.size(), kBox) == 0) {
                    const std::size_t box = nextBox();
                    linked.push_back({span, box});
                    marks.push_back(markAt(turn, words, box));
                    at += kBox.size();
                } else {
                    lone.push_back(span);
                }
            } else if (text.compare(at, kBox.size(), kBox) == 0) {
                marks.push_back(markAt(turn, words, nextBox()));
                at += kBox.size();
            } else {
                words += text[at++];
            }
        }
        for (const Span& span : lone)
            if (const auto nearest = nearestTo(span, marks); nearest != marks.end())
                linked.push_back({span, nearest->box});
        for (const auto& [span, box] : linked)
            link(span, box,
                 words.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin)));
        for (const auto& [span, box] : marks)
            link(span, box, "");
        sample_.turns[static_cast<std::size_t>(turn)].text = words;
    }

private:
    static Place markAt(int turn, std::string& words, std::size_t box) {
        const auto begin = std::ssize(words);
        words += kBox;
        return {{turn, begin, std::ssize(words)}, box};
    }
    std::size_t nextBox() {
        if (box_ >= marked_.boxes.size()) throw Error("more <bbox> marks than \"bbox\" has");
        return box_++;
    }
    static std::vector<Place>::const_iterator nearestTo(const Span& span, const std::vector<Place>& marks) {
        const auto distance = [&](const Place& mark) {
            return mark.span.begin >= span.end ? mark.span.begin - span.end : span.begin - mark.span.end;
        };
        return std::min_element(marks.begin(), marks.end(),
                                [&](const Place& a, const Place& b) { return distance(a) < distance(b); });
    }
    void link(const Span& span, std::size_t box, const std::string& words) {
        if (span.begin == span.end) return;
        Region& region = regionAt(sample_.regions, marked_.boxes[box]);
        region.spans.push_back(span);
        if (region.label.empty()) region.label = words;
    }

    const Marked& marked_;
    std::size_t& ref_;
    std::size_t& box_;
    Sample& sample_;
};

// Words in one turn and places in another belong together by their order: "Find <ref-object>", "<bbox>".
void nameByOrder(const Marked& marked, std::vector<Region>& regions) {
    const bool all = marked.refs.size() == marked.boxes.size(), one = marked.refs.size() == 1;
    const auto named = [](const Region& region) { return !region.label.empty(); };
    if ((!all && !one) || std::any_of(regions.begin(), regions.end(), named)) return;
    for (std::size_t i = 0; i < marked.boxes.size(); ++i)
        if (Region& region = regionAt(regions, marked.boxes[i]); region.label.empty())
            region.label = marked.refs[one ? 0 : i];
}

}  // namespace

void expandMarks(const Marked& marked, Sample& sample) {
    sample.turns = marked.turns;
    sample.regions.clear();
    std::size_t ref = 0, box = 0;
    for (std::size_t turn = 0; turn < marked.turns.size(); ++turn)
        TurnReader(marked, ref, box, sample).read(static_cast<int>(turn));
    if (ref < marked.refs.size()) throw Error("less <ref-object> marks than \"ref\" has");
    if (box > 0 && box < marked.boxes.size()) throw Error("less <bbox> marks than \"bbox\" has");
    for (; box < marked.boxes.size(); ++box)  // boxes that no text speaks of
        regionAt(sample.regions, marked.boxes[box]);
    nameByOrder(marked, sample.regions);
}

namespace {

struct Scale {
    const char* name;
    double whole;  ///< what the picture's size is in these numbers; 0: pixels
};
constexpr std::array kScales{Scale{"real", 0},   Scale{"none", 0},        Scale{"norm1", 1},
                             Scale{"norm_1", 1}, Scale{"norm1000", 1000}, Scale{"norm_1000", 1000}};

const Scale& scaleOf(const std::string& type) {
    for (const Scale& scale : kScales)
        if (type == scale.name) return scale;
    throw Error("unknown bbox_type \"" + type + "\"", {}, "known: real, norm1, norm1000");
}

Region regionOf(const Json& numbers, const std::string& type, int media, const Sample& sample) {
    const auto isNumber = [](const Json& n) { return numberOf(n).has_value(); };
    if (!numbers.is_array() || numbers.size() < 2 || numbers.size() % 2 != 0 ||
        !std::all_of(numbers.begin(), numbers.end(), isNumber))
        throw Error("a box must be four numbers, a point two");
    if (media < 0 || media >= std::ssize(sample.media) ||
        sample.media[static_cast<std::size_t>(media)].kind != Media::Kind::Image)
        throw Error("a box on an image that is not there");
    double width = 1, height = 1;
    if (const double whole = scaleOf(type).whole; whole > 0) {
        const auto size = vision::probeImage(sample.media[static_cast<std::size_t>(media)].path);
        width = size.width / whole;
        height = size.height / whole;
    }
    Region region;
    region.media = media;
    for (std::size_t i = 0; i < numbers.size(); i += 2)
        region.points.push_back({*numberOf(numbers[i]) * width, *numberOf(numbers[i + 1]) * height});
    region.shape = numbers.size() == 2   ? Region::Shape::Point
                   : numbers.size() == 4 ? Region::Shape::Box
                   : numbers.size() == 8 ? Region::Shape::RotatedBox
                                         : Region::Shape::Polygon;
    if (region.shape == Region::Shape::Box) {
        region.shape = Region::Shape::Polygon;  // bounds() of any two corners
        region.points = cornersOf(region.bounds());
        region.shape = Region::Shape::Box;
    }
    return region;
}

int indexOf(const Json& value) {
    const auto number = numberOf(value);
    return number && *number >= 0 && *number < 1e6 ? static_cast<int>(*number) : -1;
}

// {"ref", "bbox", "bbox_type", "image_id"}: a list each.
void readLists(const Row& objects, Marked& marked, const Sample& sample) {
    if (const Json* refs = objects.find(std::string("ref"))) {
        if (!refs->is_array()) throw Error("\"ref\" must be a list");
        for (const Json& ref : *refs) {
            const auto text = textOf(ref);
            if (!text) throw Error("a ref must be a text");
            marked.refs.push_back(*text);
        }
    }
    const Json* boxes = objects.find(std::string("bbox"));
    if (!boxes) return;
    if (!boxes->is_array()) throw Error("\"bbox\" must be a list");
    const std::string type = objects.has("bbox_type") ? objects.text("bbox_type") : "real";
    const Json* images = objects.find(std::string("image_id"));
    for (std::size_t i = 0; i < boxes->size(); ++i) {
        const bool named = images && images->is_array() && i < images->size();
        marked.boxes.push_back(regionOf((*boxes)[i], type, named ? indexOf((*images)[i]) : 0, sample));
    }
}

// [{"caption", "bbox": a box or a list of them, "bbox_type", "image"}]: an object each.
void readObjects(const Json& list, Marked& marked, const Sample& sample) {
    for (const Json& value : list) {
        if (!value.is_object()) throw Error("an object must have a caption and a box");
        const Row object(value);
        marked.refs.push_back(object.text(object.has("caption") ? "caption" : "ref"));
        const Json* box = object.find(std::string("bbox"));
        if (!box || !box->is_array() || box->empty()) throw Error("an object without a box");
        const std::string type = object.has("bbox_type") ? object.text("bbox_type") : "real";
        const Json* image = object.find(std::string("image"));
        const int media = image ? indexOf(*image) : 0;
        if (!box->front().is_array()) {
            marked.boxes.push_back(regionOf(*box, type, media, sample));
            continue;
        }
        for (const Json& one : *box)
            marked.boxes.push_back(regionOf(one, type, media, sample));
    }
}

}  // namespace

void ground(Sample& sample, const Json& objects) {
    Json parsed;
    const Json* value = &objects;
    if (objects.is_string()) {
        const auto& text = objects.get_ref<const std::string&>();
        if (text.empty()) return;
        if (!Json::accept(text)) throw Error("\"objects\" is a text, but not JSON");
        parsed = parseJson(text, "objects");
        value = &parsed;
    }
    Marked marked{sample.turns, {}, {}};
    if (value->is_array())
        readObjects(*value, marked, sample);
    else if (value->is_object())
        readLists(Row(*value), marked, sample);
    else
        throw Error("\"objects\" must be an object or a list");
    expandMarks(marked, sample);
}

void requireNoGroundingMarks(const Sample& sample) {
    for (std::size_t turn = 0; turn < sample.turns.size(); ++turn)
        for (const std::string_view mark : {kRef, kBox}) {
            const std::string& text = sample.turns[turn].text;
            for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size())) {
                const Span span{static_cast<int>(turn), static_cast<std::int64_t>(at),
                                static_cast<std::int64_t>(at + mark.size())};
                const bool linked = std::any_of(sample.regions.begin(), sample.regions.end(), [&](const Region& one) {
                    return std::find(one.spans.begin(), one.spans.end(), span) != one.spans.end();
                });
                if (!linked)
                    throw Error("a mark " + std::string(mark) + " that nothing stands for", {},
                                "give its words and boxes in \"objects\"");
            }
        }
}

}  // namespace atelier::data
