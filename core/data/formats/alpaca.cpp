// Alpaca instruction rows in a plain file, and the conversion that dataset_info.json's entries use.
#include "common/error.h"
#include "data/formats/conversation.h"
#include "data/formats/rows.h"

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

int detect(const fs::path& path) {
    const std::string extension = extensionOf(path);
    if (extension != ".json" && extension != ".jsonl" && extension != ".ndjson") return 0;
    return headOf(path).find("\"instruction\"") != std::string::npos ? 50 : 0;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    readRows("alpaca", path, options, sink, report, [](const Row& row, const RowSource& source) {
        Layout layout;
        if (!row.has("images") && row.has("image")) layout.columns.images = "image";
        if (!row.has("videos") && row.has("video")) layout.columns.videos = "video";
        return fromAlpaca(row, layout, source);
    });
}

Json rowOf(const Sample& sample, Output& output) {
    Json row{{"id", sample.id}};
    std::vector<Turn> turns = sample.turns;
    if (turns.front().role == Turn::Role::System) {
        row["system"] = turns.front().text;
        turns.erase(turns.begin());
    }
    const std::size_t last = (turns.size() - 1) / 2 * 2;  // the last question
    row["instruction"] = turns.at(last).text;
    row["input"] = "";
    if (last + 1 < turns.size()) row["output"] = turns[last + 1].text;
    for (std::size_t i = 0; i < last; i += 2)
        row["history"].push_back({turns[i].text, turns[i + 1].text});
    putMedia(row, sample, output);
    putRest(row, sample);
    return row;
}

std::string write(const SampleStream& samples, Output& output) {
    const auto row = [&](const Sample& sample) { return rowOf(sample, output); };
    return putWithDatasetInfo(samples, row, "alpaca",
                              {{"prompt", "instruction"},
                               {"query", "input"},
                               {"response", "output"},
                               {"system", "system"},
                               {"history", "history"},
                               {"images", "images"},
                               {"videos", "videos"},
                               {"kto_tag", "kto_tag"}},
                              false, output);
}

bool fitRow(Sample& sample, const Lost& lost) {
    keepDetailsOfLastAnswer(sample, lost);
    for (Turn& turn : sample.turns) {
        if (!turn.details->metadata.empty()) {
            lost("metadata of turns");
            turn.details.edit().metadata.clear();
        }
        if (turn.details->name.empty()) continue;
        lost("names of speakers");
        turn.details.edit().name.clear();
    }
    return true;
}

constexpr Holds kHolds{.system = true,
                       .references = true,
                       .feedback = true,
                       .unanswered = true,
                       .mediaFree = true,
                       .videos = true,
                       .several = true,
                       .metadata = true};
const Formats::Entry entry{"alpaca",
                           {.title = "Alpaca instructions (JSON, JSONL), written with a dataset_info.json",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write, .fit = fitRow}}};

}  // namespace

Sample fromAlpaca(const Row& row, const Layout& layout, const RowSource& source) {
    Sample sample;
    const Columns& columns = layout.columns;
    const auto textAt = [&](const std::optional<std::string>& column) { return column ? row.text(*column) : ""; };
    if (std::string system = textAt(columns.system); !system.empty())
        sample.turns.push_back({Turn::Role::System, std::move(system)});
    if (const Json* history = row.find(columns.history)) {
        for (const Json& pair : *history) {
            if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
                throw Error("the history must be pairs of question and answer");
            sample.turns.push_back({Turn::Role::User, pair[0].get<std::string>()});
            sample.turns.push_back({Turn::Role::Assistant, pair[1].get<std::string>()});
        }
    }
    std::string question = textAt(columns.prompt);
    if (const std::string query = textAt(columns.query); !query.empty())
        question += (question.empty() ? "" : "\n") + query;
    const Json* images = row.find(columns.images);
    if (question.empty() && (!images || images->empty()))
        throw Error("no question in column \"" + columns.prompt.value_or("prompt") + "\"");
    sample.turns.push_back({Turn::Role::User, std::move(question)});
    // A preferred answer stands in its own column and comes with the rejected one.
    const bool ranked = columns.chosen && row.has(*columns.chosen);
    if (!ranked && row.find(columns.response))
        sample.turns.push_back({Turn::Role::Assistant, textAt(columns.response)});
    finishChat(sample, row, layout, source);
    return sample;
}

}  // namespace atelier::data
