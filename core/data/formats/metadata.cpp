// Hugging Face's imagefolder: metadata.jsonl or metadata.csv beside the images, with a file_name and a text for each;
// and Donut's (CORD): a ground_truth that holds JSON as text, the fields under "gt_parse". Folders train, validation
// and test are splits.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/csv.h"
#include "data/formats/row.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"

#include <algorithm>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

// The list in a folder; empty: none.
fs::path listIn(const fs::path& folder) {
    std::error_code ignored;
    for (const char* name : {"metadata.jsonl", "metadata.csv"})
        if (fs::is_regular_file(folder / name, ignored)) return folder / name;
    return {};
}

// Lists of a folder and of the folders below it, or the file itself.
std::vector<fs::path> lists(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return path.stem() == "metadata" && fs::is_regular_file(path, ignored) ? std::vector{path}
                                                                               : std::vector<fs::path>();
    std::vector<fs::path> found;
    if (const fs::path list = listIn(path); !list.empty()) found.push_back(list);
    for (const auto& below : fs::directory_iterator(path, ignored))
        if (below.is_directory(ignored) && !below.is_symlink(ignored))
            if (const fs::path list = listIn(below.path()); !list.empty()) found.push_back(list);
    std::sort(found.begin(), found.end());
    return found;
}

bool isDonut(const fs::path& list) {
    return headOf(list).find("ground_truth") != std::string::npos;
}

constexpr std::array kTextColumns{"text", "caption", "answer", "label", "prompt"};

std::string answerOf(const Row& row) {
    if (const Json* truth = row.find(std::string("ground_truth"))) {
        const Json parsed = truth->is_string() ? parseJson(truth->get<std::string>(), "ground_truth") : *truth;
        if (!parsed.is_object() || !parsed.contains("gt_parse"))
            throw Error("a ground_truth without \"gt_parse\"", {}, "lists in \"gt_parses\" are not supported");
        const Json& fields = parsed.at("gt_parse");
        if (fields.is_object() && fields.size() == 1 && fields.contains("text_sequence"))
            return jsonAt<std::string>(fields, "text_sequence", "gt_parse");
        return lineOf(fields);
    }
    for (const char* column : kTextColumns)
        if (row.find(std::string(column))) return row.text(column);
    throw Error("no text", {}, "expected a column \"text\" or \"ground_truth\"");
}

void read(const char* format, const fs::path& path, const ReadOptions& options, const Sink& sink,
          ImportReport& report) {
    const fs::path folder =
        fs::is_directory(path) ? fs::canonical(path) : fs::canonical(fs::absolute(path).parent_path());
    const MediaPaths paths(options, folder);
    const std::string name = folder.filename().string();
    const std::vector<fs::path> all = lists(fs::is_directory(path) ? folder : fs::canonical(path));
    if (all.empty()) throw Error("no metadata.jsonl and no metadata.csv", path.string());
    sink.dataset({name, format, path, paths.root()});
    SampleIds ids(name);
    std::int64_t index = 0;
    for (const fs::path& list : all) {
        const fs::path here = list.parent_path();
        const std::string split = splitOfName(here.filename().string());
        const auto use = [&](const Json& object, std::int64_t, const std::string& place) {
            const std::string where = here == folder ? place : (here.filename() / place).string();
            const std::int64_t number = index++;
            const Row row(object);
            const std::string file = row.text("file_name");
            if (file.empty()) throw Error("no \"file_name\"");
            Sample sample;
            sample.media.push_back({Media::Kind::Image, paths.resolve((here / file).string())});
            sample.turns = {{Turn::Role::User, kImageMark + options.prompt}, {Turn::Role::Assistant, answerOf(row)}};
            sample.split = here == folder ? "" : split;
            keepRest(row, sample.metadata, "", {paths, report, where});
            normalizeMarks(sample);
            sample.origin = where;
            sample.id = ids.next(fs::path(file).replace_extension().string(), number);
            sink.sample(std::move(sample));
        };
        if (extensionOf(list) == ".csv")
            forEachCsvRow(list, report, use);
        else
            forEachRow(list, report, use);
    }
}

Json truthOf(const std::string& answer) {
    Json fields;
    if (Json::accept(answer)) fields = parseJson(answer, "answer");
    if (!fields.is_object()) fields = Json{{"text_sequence", answer}};
    return lineOf(Json{{"gt_parse", fields}});
}

// Fields are read back as compact JSON: blanks between them say nothing, so they are no loss.
bool compact(Sample& sample, const Lost&) {
    std::string& answer = sample.turns.back().text;
    if (Json::accept(answer))
        if (const Json fields = parseJson(answer, "answer"); fields.is_object()) answer = lineOf(fields);
    return true;
}

std::string write(const SampleStream& samples, Output& output, bool donut) {
    std::map<std::string, OutputFile> lists;  // by folder
    for (const Sample& sample : samples) {
        const fs::path image = output.copyInto(sample.split, sample.media.front());
        Json row{{"file_name", image.lexically_relative(sample.split.empty() ? "." : sample.split).string()}};
        if (donut)
            row["ground_truth"] = truthOf(sample.turns.back().text);
        else
            row["text"] = sample.turns.back().text;
        auto list = lists.find(sample.split);
        if (list == lists.end())
            list = lists.emplace(sample.split, output.file((fs::path(sample.split) / "metadata.jsonl").string())).first;
        list->second.line(row);
    }
    for (auto& [split, list] : lists)
        list.close();
    return {};
}

Format formatOf(const char* name, const char* title, bool donut) {
    const auto detect = [donut](const fs::path& path) {
        const std::vector<fs::path> found = lists(path);
        return !found.empty() && isDonut(found.front()) == donut ? 90 : 0;
    };
    return {.title = title,
            .detect = detect,
            .read = [name](const fs::path& path, const ReadOptions& options, const Sink& sink,
                           ImportReport& report) { read(name, path, options, sink, report); },
            .writer = Writer{
                .holds = {.text = Holds::Text::Answer, .splits = true},
                .copies = true,
                .write = [donut](const SampleStream& samples, Output& output) { return write(samples, output, donut); },
                .fit = donut ? compact : std::function<bool(Sample&, const Lost&)>()}};
}

const Formats::Entry imagefolder{
    "imagefolder", formatOf("imagefolder", "Hugging Face imagefolder (metadata.jsonl or .csv with a text)", false)};
const Formats::Entry donut{"donut", formatOf("donut", "Donut, CORD (metadata.jsonl with a ground_truth)", true)};

}  // namespace
}  // namespace atelier::data
