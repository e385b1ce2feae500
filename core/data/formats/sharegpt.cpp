// ShareGPT conversations in a plain file, and the conversion that dataset_info.json's entries use.
#include "common/error.h"
#include "data/formats/columns.h"
#include "data/formats/rows.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

Turn::Role roleOf(const std::string& name, const Tags& tags) {
    if (name == tags.user || name == tags.observation) return Turn::Role::User;
    if (name == tags.assistant || name == tags.function) return Turn::Role::Assistant;
    if (name == tags.system) return Turn::Role::System;
    throw Error("unknown role \"" + name + "\"", {},
                "known: " + tags.user + ", " + tags.assistant + ", " + tags.system + "; other names go into \"tags\"");
}

// Plain files name columns and roles in two ways; the row tells which.
Layout guessLayout(const Json& row) {
    Layout layout;
    if (row.contains("messages")) layout.columns.messages = "messages";
    for (const char* name : {"image", "images"})
        if (row.contains(name)) layout.columns.images = name;
    for (const char* name : {"video", "videos"})
        if (row.contains(name)) layout.columns.videos = name;
    const Json* messages = cell(row, layout.columns.messages);
    if (messages && messages->is_array() && !messages->empty() && messages->front().is_object() &&
        messages->front().contains("role")) {
        layout.tags.role = "role";
        layout.tags.content = "content";
        layout.tags.user = "user";
        layout.tags.assistant = "assistant";
        layout.tags.observation = "tool";
    }
    return layout;
}

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".jsonl" && extension != ".ndjson") return 0;
    const std::string head = headOf(path);
    return head.find("\"conversations\"") != std::string::npos || head.find("\"messages\"") != std::string::npos ? 60
                                                                                                                 : 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("sharegpt", path, options, sink, report,
             [](const Json& row, const MediaPaths& paths) { return fromShareGpt(row, paths); });
}

std::string write(const std::vector<Sample>& samples, Output& output) {
    std::vector<Json> rows;
    for (const Sample& sample : samples) {
        Json row{{"id", sample.id}, {"conversations", conversationOf(sample, Tags{})}};
        if (sample.turns.front().role == Turn::Role::System) row["system"] = sample.turns.front().text;
        putMedia(row, sample, output);
        rows.push_back(std::move(row));
    }
    return putWithDatasetInfo(
        rows, "sharegpt",
        {{"messages", "conversations"}, {"system", "system"}, {"images", "images"}, {"videos", "videos"}}, output);
}

constexpr Holds kHolds{.system = true, .unanswered = true, .mediaFree = true, .videos = true, .several = true};
const Formats::Entry entry{"sharegpt",
                           {.title = "ShareGPT conversations (JSON, JSONL), written with a dataset_info.json",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write}}};

}  // namespace

Sample fromShareGpt(const Json& row, const MediaPaths& paths) {
    return fromShareGpt(row, guessLayout(row), paths);
}

Sample fromShareGpt(const Json& row, const Layout& layout, const MediaPaths& paths) {
    Sample sample;
    const Json* messages = cell(row, layout.columns.messages);
    if (!messages || !messages->is_array() || messages->empty())
        throw Error("no conversation in column \"" + layout.columns.messages.value_or("messages") + "\"");
    if (std::string system = textCell(row, layout.columns.system); !system.empty())
        sample.turns.push_back({Turn::Role::System, std::move(system)});
    for (const Json& message : *messages) {
        const std::string role =
            jsonAt<std::string>(message, layout.tags.role, "turn " + std::to_string(sample.turns.size() + 1));
        const std::string place = "turn of " + role;
        const auto content = message.find(layout.tags.content);
        Turn turn{roleOf(role, layout.tags), content != message.end() && content->is_array()
                                                 ? textOfParts(*content, sample, paths)
                                                 : jsonAt<std::string>(message, layout.tags.content, place)};
        // A system turn in the conversation takes precedence over the column.
        if (turn.role == Turn::Role::System && sample.turns.size() == 1 && sample.turns[0].role == Turn::Role::System)
            sample.turns.clear();
        sample.turns.push_back(std::move(turn));
    }
    addMedia(sample, row, layout.columns, paths);
    normalizeMarks(sample);
    return sample;
}

}  // namespace atelier::data
