// ShareGPT conversations in a plain file.
#include "data/formats/conversation.h"
#include "data/formats/rows.h"

#include <algorithm>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".jsonl" && extension != ".ndjson") return 0;
    const std::string head = headOf(path);
    const auto has = [&](const char* key) { return head.find(key) != std::string::npos; };
    if (has("\"conversations\"") || has("\"messages\"")) return 60;
    const bool preferences = (has("\"chosen\"") && has("\"rejected\"")) || has("\"non_preferred_output\"");
    const bool pairs = (has("\"query\"") && has("\"response\"")) || (has("\"prompt\"") && has("\"completion\""));
    return preferences || pairs ? 55 : 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("sharegpt", path, options, sink, report,
             [](const Row& row, const RowSource& source) { return fromChat(row, source); });
}

// LLaMA-Factory reads preferences where every row has them.
bool allHavePreferences(const SampleStream& samples) {
    for (const Sample& sample : samples)
        if (sample.turns.empty() || !sample.turns.back().details->rejected) return false;
    return true;
}

std::string write(const SampleStream& samples, Output& output) {
    const bool ranking = allHavePreferences(samples);
    const auto rowOf = [&](const Sample& sample) {
        Json row{{"id", sample.id}, {"conversations", conversationOf(sample, Tags{})}};
        if (sample.turns.front().role == Turn::Role::System) row["system"] = sample.turns.front().text;
        if (!sample.tools.empty()) row["tools"] = sample.tools;
        putMedia(row, sample, output);
        putRest(row, sample);
        if (ranking) {
            row["chosen"] = row["conversations"].back();
            row["conversations"].erase(row["conversations"].size() - 1);
            row["rejected"] = {{"from", "gpt"}, {"value", *sample.turns.back().details->rejected}};
        }
        return row;
    };
    Json columns{{"messages", "conversations"}, {"system", "system"},   {"tools", "tools"},      {"images", "images"},
                 {"videos", "videos"},          {"kto_tag", "kto_tag"}, {"rejected", "rejected"}};
    if (ranking) columns["chosen"] = "chosen";
    return putWithDatasetInfo(samples, rowOf, "sharegpt", columns, ranking, output);
}

bool fitRow(Sample& sample, const Lost& lost) {
    keepDetailsOfLastAnswer(sample, lost);
    keepCallsAlone(sample, lost);
    return true;
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
                       .metadata = true};
const Formats::Entry entry{"sharegpt",
                           {.title = "ShareGPT conversations (JSON, JSONL), written with a dataset_info.json",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write, .fit = fitRow}}};

}  // namespace
}  // namespace atelier::data
