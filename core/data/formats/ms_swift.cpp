// ms-swift's grounding rows: {"messages", "images", "objects": {"ref", "bbox", "bbox_type": real|norm1, "image_id"}}.
// In the texts the next <ref-object> stands for the next words of "ref", the next <bbox> for the next box.
//
// Words with a box right behind them (<ref-object><bbox>) become words that are linked to a region. A <bbox> on its own
// stays in the text as a mark that is linked to its region, and words on their own are linked to the nearest such mark
// of their turn.
#include "common/error.h"
#include "data/formats/conversation.h"
#include "data/formats/grounding.h"
#include "data/formats/rows.h"

#include <algorithm>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBox = kBoxMark, kRef = kRefMark;

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".jsonl" && extension != ".ndjson") return 0;
    const std::string head = headOf(path);
    const auto has = [&](std::string_view key) { return head.find(key) != std::string::npos; };
    const bool chats = has("\"messages\"") || (has("\"query\"") && has("\"response\""));
    return chats && has("\"objects\"") && has("bbox") ? 80 : 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("ms_swift", path, options, sink, report,
             [](const Row& row, const RowSource& source) { return fromChat(row, source); });
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
    keepDetailsOfLastAnswer(sample, lost);
    keepCallsAlone(sample, lost);
    for (Region& region : sample.regions) {
        if (region.details->metadata.empty()) continue;
        lost("metadata of regions");
        region.details.edit().metadata.clear();
    }
    Sample back = sample;
    try {
        expandMarks(markedOf(sample), back);
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

std::string write(const SampleStream& samples, Output& output) {
    const Tags tags{.role = "role",
                    .content = "content",
                    .user = "user",
                    .assistant = "assistant",
                    .observation = "tool_response",
                    .function = "tool_call"};
    const std::string name = output.name() + ".jsonl";
    OutputFile file = output.file(name);
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
        if (!sample.tools.empty()) row["tools"] = sample.tools;
        putRest(row, sample);
        file.line(row);
    }
    file.close();
    return name;
}

constexpr Holds kHolds{.system = true,
                       .anyOrder = true,
                       .tools = true,
                       .lossWeights = true,
                       .references = true,
                       .preferences = true,
                       .feedback = true,
                       .unanswered = true,
                       .mediaFree = true,
                       .videos = true,
                       .several = true,
                       .boxes = true,
                       .labels = true,
                       .spans = true,
                       .metadata = true};
const Formats::Entry entry{"ms_swift",
                           {.title = "ms-swift grounding (JSONL with objects, <ref-object> and <bbox> marks)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write, .fit = fitLinks}}};

}  // namespace
}  // namespace atelier::data
