// ms-swift's grounding rows: {"messages", "images", "objects": {"ref", "bbox", "bbox_type": real|norm1, "image_id"}}.
// In the texts the next <ref-object> stands for the next words of "ref", the next <bbox> for the next box.
//
// Words with a box right behind them (<ref-object><bbox>) become words that are linked to a region. A <bbox> on its own
// stays in the text as a mark that is linked to its region, and words on their own are linked to the nearest such mark
// of their turn.
#include "common/error.h"
#include "data/formats/columns.h"
#include "data/formats/rows.h"
#include "vision/image.h"

#include <algorithm>
#include <cmath>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kRef = "<ref-object>", kBox = "<bbox>";

// A conversation with marks, what they stand for, and the boxes.
struct Marked {
    std::vector<Turn> turns;
    std::vector<std::string> refs;
    std::vector<Region> boxes;  ///< one for each <bbox>, without spans
};

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".jsonl" && extension != ".ndjson") return 0;
    const std::string head = headOf(path);
    const auto has = [&](std::string_view key) { return head.find(key) != std::string::npos; };
    return has("\"objects\"") && has("\"bbox\"") && has("\"messages\"") ? 80 : 0;
}

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
                    at += kBox.size();
                    linked.push_back({span, nextBox()});
                } else {
                    lone.push_back(span);
                }
            } else if (text.compare(at, kBox.size(), kBox) == 0) {
                words += kBox;
                at += kBox.size();
                marks.push_back({{turn, begin, std::ssize(words)}, nextBox()});
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

void expand(const Marked& marked, Sample& sample) {
    sample.turns = marked.turns;
    sample.regions.clear();
    std::size_t ref = 0, box = 0;
    for (std::size_t turn = 0; turn < marked.turns.size(); ++turn)
        TurnReader(marked, ref, box, sample).read(static_cast<int>(turn));
    if (ref < marked.refs.size()) throw Error("less <ref-object> marks than \"ref\" has");
    if (box > 0 && box < marked.boxes.size()) throw Error("less <bbox> marks than \"bbox\" has");
    for (; box < marked.boxes.size(); ++box)  // boxes that no text speaks of
        regionAt(sample.regions, marked.boxes[box]);
}

std::vector<Region> boxesOf(const Json& objects, const Sample& sample) {
    std::vector<Region> boxes;
    const Json* list = cell(objects, "bbox");
    if (!list) return boxes;
    if (!list->is_array()) throw Error("\"bbox\" must be a list");
    const std::string type = jsonAt<std::string>(objects, "bbox_type", "objects", "real");
    if (type != "real" && type != "norm1") throw Error("unknown bbox_type \"" + type + "\"", {}, "known: real, norm1");
    const Json* images = cell(objects, "image_id");
    for (const Json& numbers : *list) {
        if (!numbers.is_array() || numbers.size() != 4 ||
            !std::all_of(numbers.begin(), numbers.end(), [](const Json& n) { return n.is_number(); }))
            throw Error("a box must be four numbers");
        Region region;
        const std::size_t index = boxes.size();
        if (images && images->is_array() && index < images->size() && (*images)[index].is_number_integer())
            region.media = (*images)[index].get<int>();
        if (region.media < 0 || region.media >= std::ssize(sample.media) ||
            sample.media[static_cast<std::size_t>(region.media)].kind != Media::Kind::Image)
            throw Error("a box on an image that is not there");
        double width = 1, height = 1;
        if (type == "norm1") {
            const auto size = vision::probeImage(sample.media[static_cast<std::size_t>(region.media)].path);
            width = size.width;
            height = size.height;
        }
        region.points = {{numbers[0].get<double>() * width, numbers[1].get<double>() * height},
                         {numbers[2].get<double>() * width, numbers[3].get<double>() * height}};
        const Box bounds = region.bounds();
        region.points = {{bounds.left, bounds.top}, {bounds.right, bounds.bottom}};
        boxes.push_back(std::move(region));
    }
    return boxes;
}

Sample sampleOf(const Json& row, const MediaPaths& paths) {
    Sample sample = fromShareGpt(row, paths);
    const Json* objects = cell(row, "objects");
    if (!objects) return sample;
    if (!objects->is_object()) throw Error("\"objects\" must be an object");
    Marked marked{sample.turns, {}, boxesOf(*objects, sample)};
    if (const Json* refs = cell(*objects, "ref")) {
        if (!refs->is_array()) throw Error("\"ref\" must be a list");
        for (const Json& ref : *refs) {
            if (!ref.is_string()) throw Error("a ref must be a text");
            marked.refs.push_back(ref.get<std::string>());
        }
    }
    expand(marked, sample);
    return sample;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("ms_swift", path, options, sink, report, sampleOf);
}

// The way back: links become marks.
Marked markedOf(const Sample& sample) {
    struct Link {
        Span span;
        const Region* region;
    };
    Marked marked{sample.turns, {}, {}};
    const auto wordsOf = [&](const Span& span) {
        return sample.turns[static_cast<std::size_t>(span.turn)].text.substr(
            static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.end - span.begin));
    };
    for (std::size_t turn = 0; turn < sample.turns.size(); ++turn) {
        std::vector<Link> links;
        for (const Region& region : sample.regions)
            for (const Span& span : region.spans)
                if (span.turn == static_cast<int>(turn)) links.push_back({span, &region});
        std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.span.begin < b.span.begin; });
        const std::string& text = sample.turns[turn].text;
        std::string with;
        std::int64_t from = 0;
        for (const auto& [span, region] : links) {
            if (span.begin < from) continue;  // words of two regions: the second link has no place
            with += text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(span.begin - from));
            from = span.end;
            Region box = *region;
            box.spans.clear();
            box.label.clear();
            const bool marks = std::any_of(region->spans.begin(), region->spans.end(),
                                           [&](const Span& one) { return wordsOf(one) == kBox; });
            if (wordsOf(span) != kBox) {
                with += kRef;
                marked.refs.push_back(wordsOf(span));
            }
            if (wordsOf(span) != kBox && marks) continue;  // the box stands at its own mark
            with += kBox;
            marked.boxes.push_back(std::move(box));
        }
        marked.turns[turn].text = with + text.substr(static_cast<std::size_t>(from));
    }
    return marked;
}

// What comes back of it is what the format holds.
bool fitLinks(Sample& sample, const Lost& lost) {
    Sample back = sample;
    try {
        expand(markedOf(sample), back);
    } catch (const Error&) {
        lost("samples with marks of boxes in the text");
        return false;
    }
    const auto inOrder = [](Sample one) {
        for (Region& region : one.regions)
            std::sort(region.spans.begin(), region.spans.end(), [](const Span& a, const Span& b) {
                return std::pair(a.turn, a.begin) < std::pair(b.turn, b.begin);
            });
        std::sort(one.regions.begin(), one.regions.end(), [](const Region& a, const Region& b) {
            return std::pair(a.media, a.points) < std::pair(b.media, b.points);
        });
        return one;
    };
    const auto spoken = [](const Region& region) { return !region.spans.empty(); };
    if (!std::all_of(sample.regions.begin(), sample.regions.end(), spoken)) lost("boxes that no words are linked to");
    std::erase_if(sample.regions, [&](const Region& region) { return !spoken(region); });
    const Sample before = inOrder(sample), after = inOrder(back);
    if (before.regions != after.regions) lost("labels and links that are not the words in the text");
    if (before.turns != after.turns) lost("marks of boxes behind words");
    sample = std::move(back);
    return true;
}

std::string write(const std::vector<Sample>& samples, Output& output) {
    const Tags tags{.role = "role", .content = "content", .user = "user", .assistant = "assistant"};
    std::vector<Json> rows;
    for (const Sample& sample : samples) {
        Sample copy = sample;
        const Marked marked = markedOf(sample);
        copy.turns = marked.turns;
        Json messages = conversationOf(copy, tags);
        if (copy.turns.front().role == Turn::Role::System)
            messages.insert(messages.begin(), Json{{"role", "system"}, {"content", copy.turns.front().text}});
        Json row{{"messages", std::move(messages)}};
        putMedia(row, sample, output);
        if (!marked.boxes.empty()) {
            Json objects{
                {"ref", marked.refs}, {"bbox", Json::array()}, {"bbox_type", "real"}, {"image_id", Json::array()}};
            for (const Region& box : marked.boxes) {
                objects["bbox"].push_back({box.points[0][0], box.points[0][1], box.points[1][0], box.points[1][1]});
                objects["image_id"].push_back(box.media);
            }
            row["objects"] = std::move(objects);
        }
        rows.push_back(std::move(row));
    }
    output.putLines(output.name() + ".jsonl", rows);
    return output.name() + ".jsonl";
}

constexpr Holds kHolds{.system = true,
                       .unanswered = true,
                       .mediaFree = true,
                       .videos = true,
                       .several = true,
                       .boxes = true,
                       .labels = true,
                       .spans = true};
const Formats::Entry entry{"ms_swift",
                           {.title = "ms-swift grounding (JSONL with objects, <ref-object> and <bbox> marks)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write, .fit = fitLinks}}};

}  // namespace
}  // namespace atelier::data
