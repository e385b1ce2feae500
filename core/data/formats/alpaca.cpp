// Alpaca instruction rows in a plain file, and the conversion that dataset_info.json's entries use.
#include "common/error.h"
#include "data/formats/columns.h"
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
    readRows("alpaca", path, options, sink, report,
             [](const Json& row, const MediaPaths& paths) { return fromAlpaca(row, Layout{}, paths); });
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
    return row;
}

std::string write(const std::vector<Sample>& samples, Output& output) {
    std::vector<Json> rows;
    for (const Sample& sample : samples)
        rows.push_back(rowOf(sample, output));
    return putWithDatasetInfo(rows, "alpaca",
                              {{"prompt", "instruction"},
                               {"query", "input"},
                               {"response", "output"},
                               {"system", "system"},
                               {"history", "history"},
                               {"images", "images"},
                               {"videos", "videos"}},
                              output);
}

constexpr Holds kHolds{.system = true, .unanswered = true, .mediaFree = true, .videos = true, .several = true};
const Formats::Entry entry{"alpaca",
                           {.title = "Alpaca instructions (JSON, JSONL), written with a dataset_info.json",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write}}};

}  // namespace

Sample fromAlpaca(const Json& row, const Layout& layout, const MediaPaths& paths) {
    Sample sample;
    if (std::string system = textCell(row, layout.columns.system); !system.empty())
        sample.turns.push_back({Turn::Role::System, std::move(system)});
    if (const Json* history = cell(row, layout.columns.history)) {
        for (const Json& pair : *history) {
            if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
                throw Error("the history must be pairs of question and answer");
            sample.turns.push_back({Turn::Role::User, pair[0].get<std::string>()});
            sample.turns.push_back({Turn::Role::Assistant, pair[1].get<std::string>()});
        }
    }
    std::string question = textCell(row, layout.columns.prompt);
    if (const std::string query = textCell(row, layout.columns.query); !query.empty())
        question += (question.empty() ? "" : "\n") + query;
    addMedia(sample, row, layout.columns, paths);
    if (question.empty() && sample.media.empty())
        throw Error("no question in column \"" + layout.columns.prompt.value_or("prompt") + "\"");
    sample.turns.push_back({Turn::Role::User, std::move(question)});
    if (cell(row, layout.columns.response))
        sample.turns.push_back({Turn::Role::Assistant, textCell(row, layout.columns.response)});
    normalizeMarks(sample);
    return sample;
}

}  // namespace atelier::data
