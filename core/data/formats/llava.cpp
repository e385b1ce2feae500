// LLaVA's JSON: [{id, image: path or list, conversations: [{from: human|gpt, value}]}].
#include "data/formats/conversation.h"
#include "data/formats/rows.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".jsonl" && extension != ".ndjson") return 0;
    const std::string head = headOf(path);
    const auto has = [&](const char* key) { return head.find(key) != std::string::npos; };
    return has("\"conversations\"") && (has("\"image\":") || has("\"video\":")) ? 65 : 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("llava", path, options, sink, report,
             [](const Row& row, const RowSource& source) { return fromChat(row, source); });
}

// One file is a plain path, several are a list.
void putFile(Json& row, const char* key, const std::string& file) {
    const auto known = row.find(key);
    if (known == row.end())
        row[key] = file;
    else if (known->is_array())
        known->push_back(file);
    else
        *known = Json::array({*known, file});
}

std::string write(const SampleStream& samples, Output& output) {
    const auto rowOf = [&](const Sample& sample) {
        Json row{{"id", sample.id}};
        for (const Media& media : sample.media)
            putFile(row, media.kind == Media::Kind::Image ? "image" : "video", output.refer(media));
        row["conversations"] = conversationOf(sample, Tags{});
        putRest(row, sample);
        return row;
    };
    const std::string file = output.name() + ".json";
    putRows(samples, rowOf, file, output);
    return file;
}

constexpr Holds kHolds{
    .anyOrder = true, .unanswered = true, .mediaFree = true, .videos = true, .several = true, .metadata = true};
const Formats::Entry entry{"llava",
                           {.title = "LLaVA conversations (JSON)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write}}};

}  // namespace
}  // namespace atelier::data
