// OpenAI's chat lines: {"messages": [{role, content: text or parts}]}, images as image_url parts that name a file or
// hold it as base64. A web address is refused: nothing is downloaded.
#include "data/formats/conversation.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"

#include <array>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

struct MediaPart {
    Media::Kind kind;
    const char* type;
    std::string_view mark;
};
constexpr std::array kMediaParts{MediaPart{Media::Kind::Image, "image_url", kImageMark},
                                 MediaPart{Media::Kind::Video, "video_url", kVideoMark}};

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".jsonl" && extension != ".ndjson") return 0;
    const std::string head = headOf(path);
    return head.find("\"messages\"") != std::string::npos && head.find("_url\"") != std::string::npos ? 75 : 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("openai", path, options, sink, report,
             [](const Row& row, const RowSource& source) { return fromChat(row, source); });
}

Json textPart(const std::string& text) {
    return {{"type", "text"}, {"text", text}};
}

// The text cut at its marks; each mark is the next file of its kind.
Json contentOf(const std::string& text, std::array<std::vector<std::string>, 2>& files) {
    Json parts = Json::array();
    std::size_t from = 0;
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1))
        for (std::size_t kind = 0; kind < kMediaParts.size(); ++kind) {
            const MediaPart& part = kMediaParts[kind];
            if (text.compare(at, part.mark.size(), part.mark) != 0 || files[kind].empty()) continue;
            if (at > from) parts.push_back(textPart(text.substr(from, at - from)));
            parts.push_back({{"type", part.type}, {part.type, {{"url", files[kind].front()}}}});
            files[kind].erase(files[kind].begin());
            from = at + part.mark.size();
        }
    if (parts.empty()) return text;
    if (from < text.size()) parts.push_back(textPart(text.substr(from)));
    return parts;
}

Json messageOf(const Turn& turn, std::array<std::vector<std::string>, 2>& files) {
    constexpr std::array kRoles{"system", "user", "assistant", "tool", "developer"};
    const TurnDetails& details = *turn.details;
    Json message{{"role", kRoles[static_cast<std::size_t>(turn.role)]}};
    message["content"] = turn.text.empty() && !details.calls.empty() ? Json() : contentOf(turn.text, files);
    if (!details.calls.empty()) message["tool_calls"] = toolCallsOf(details.calls);
    if (!details.callId.empty()) message["tool_call_id"] = details.callId;
    if (!details.name.empty()) message["name"] = details.name;
    if (details.lossWeight) message["weight"] = *details.lossWeight;
    putRest(details.metadata, message);
    return message;
}

std::string write(const SampleStream& samples, Output& output) {
    const std::string name = output.name() + ".jsonl";
    OutputFile file = output.file(name);
    for (const Sample& sample : samples) {
        std::array<std::vector<std::string>, 2> files;
        for (const Media& media : sample.media)
            files[static_cast<std::size_t>(media.kind)].push_back(output.refer(media));
        Json row;
        for (const Turn& turn : sample.turns)
            row["messages"].push_back(messageOf(turn, files));
        if (!sample.tools.empty()) row["tools"] = Json::parse(sample.tools);
        putRest(row, sample);
        file.line(row);
    }
    file.close();
    return name;
}

bool fitRow(Sample& sample, const Lost& lost) {
    keepDetailsOfLastAnswer(sample, lost);
    return true;
}

constexpr Holds kHolds{.system = true,
                       .anyOrder = true,
                       .developer = true,
                       .tools = true,
                       .lossWeights = true,
                       .references = true,
                       .preferences = true,
                       .feedback = true,
                       .unanswered = true,
                       .mediaFree = true,
                       .videos = true,
                       .several = true,
                       .metadata = true};
const Formats::Entry entry{"openai",
                           {.title = "OpenAI chat lines with image_url parts (JSONL)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write, .fit = fitRow}}};

}  // namespace
}  // namespace atelier::data
