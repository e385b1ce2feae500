// OpenAI's chat lines: {"messages": [{role, content: text or parts}]}, images as image_url parts that name a file or
// hold it as base64. A web address is refused: nothing is downloaded.
#include "common/error.h"
#include "data/formats/columns.h"
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
             [](const Json& row, const MediaPaths& paths) { return fromShareGpt(row, paths); });
}

// The address is a text or stands in an object under "url".
std::string addressOf(const Json& part, const char* type) {
    const auto value = part.find(type);
    if (value != part.end() && value->is_string()) return value->get<std::string>();
    if (value == part.end() || !value->is_object()) throw Error(std::string("a part without \"") + type + "\"");
    std::string url = jsonAt<std::string>(*value, "url", type);
    constexpr std::string_view kFile = "file://";
    return url.starts_with(kFile) ? url.substr(kFile.size()) : url;
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

std::string write(const std::vector<Sample>& samples, Output& output) {
    constexpr std::array kRoles{"system", "user", "assistant"};
    std::vector<Json> rows;
    for (const Sample& sample : samples) {
        std::array<std::vector<std::string>, 2> files;
        for (const Media& media : sample.media)
            files[static_cast<std::size_t>(media.kind)].push_back(output.refer(media));
        Json messages = Json::array();
        for (const Turn& turn : sample.turns)
            messages.push_back(
                {{"role", kRoles[static_cast<std::size_t>(turn.role)]}, {"content", contentOf(turn.text, files)}});
        rows.push_back({{"messages", std::move(messages)}});
    }
    const std::string file = output.name() + ".jsonl";
    output.putLines(file, rows);
    return file;
}

constexpr Holds kHolds{.system = true, .unanswered = true, .mediaFree = true, .videos = true, .several = true};
const Formats::Entry entry{"openai",
                           {.title = "OpenAI chat lines with image_url parts (JSONL)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write}}};

}  // namespace

std::string textOfParts(const Json& parts, Sample& sample, const MediaPaths& paths) {
    std::string text;
    for (const Json& part : parts) {
        const std::string type = jsonAt<std::string>(part, "type", "a part of the content");
        if (type == "text") {
            text += jsonAt<std::string>(part, "text", "a text part");
            continue;
        }
        // As chat templates have it: the picture stands here or in the row's own column.
        if (type == "image") {
            if (const Json* image = cell(part, "image"))
                sample.media.push_back({Media::Kind::Image, mediaFile(*image, paths)});
            text += kImageMark;
            continue;
        }
        bool known = false;
        for (const MediaPart& kind : kMediaParts)
            if (type == kind.type) {
                known = true;
                sample.media.push_back({kind.kind, paths.resolve(addressOf(part, kind.type))});
                text += kind.mark;
            }
        if (!known)
            throw Error("a part of type \"" + type + "\" is not supported", {},
                        "known: text, image, image_url, video_url");
    }
    return text;
}

}  // namespace atelier::data
