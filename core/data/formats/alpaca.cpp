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
    const MediaPaths paths(options.mediaRoot.empty() ? fs::absolute(path).parent_path() : options.mediaRoot);
    sink.dataset({path.stem().string(), "alpaca", path, paths.root()});
    SampleIds ids(path.stem().string());
    forEachRow(path, report, [&](const Json& row, std::int64_t index, const std::string& where) {
        Sample sample = fromAlpaca(row, Layout{}, paths);
        sample.origin = where;
        sample.id = ids.next(rowId(row), index);
        sink.sample(std::move(sample));
    });
}

const Formats::Entry entry{"alpaca", {"Alpaca instructions (JSON, JSONL)", detect, read, {}}};

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
