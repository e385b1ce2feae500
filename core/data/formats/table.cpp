// Any table: CSV, TSV, or JSON rows of unknown keys, with a mapping that says which column holds what.
#include "data/formats/table.h"

#include "common/error.h"
#include "common/text_encoding.h"
#include "data/formats/columns.h"
#include "data/formats/csv.h"
#include "data/formats/parquet_rows.h"
#include "data/formats/rows.h"
#include "data/import.h"

#include <algorithm>
#include <array>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

struct Part {
    const char* name;
    std::string ColumnMapping::* column;
    std::vector<std::string> usual;  ///< in small letters, the best first
};

const std::vector<Part>& parts() {
    static const std::vector<Part> kParts{
        {"image",
         &ColumnMapping::image,
         {"image", "image_path", "image_name", "image_file", "images", "img", "img_path", "img_name", "file_name",
          "filename", "photo", "picture", "path"}},
        {"video", &ColumnMapping::video, {"video", "video_path", "videos"}},
        {"prompt", &ColumnMapping::prompt, {"prompt", "question", "query", "instruction", "input"}},
        {"answer",
         &ColumnMapping::answer,
         {"answer", "response", "output", "completion", "caption", "text", "label", "target", "answers", "captions",
          "ground_truth"}},
        {"system", &ColumnMapping::system, {"system", "system_prompt"}},
        {"id", &ColumnMapping::id, {"id", "sample_id", "uid", "qid"}},
    };
    return kParts;
}

bool isCsv(const fs::path& file) {
    return extensionOf(file) == ".csv" || extensionOf(file) == ".tsv";
}

bool isRows(const fs::path& file) {
    const std::string extension = extensionOf(file);
    return extension == ".json" || extension == ".jsonl" || extension == ".ndjson";
}

// Less sure than any format that knows its keys.
int detect(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored) || !(isCsv(path) || isRows(path))) return 0;
    try {
        const std::string head = headOf(path);
        std::vector<std::string> columns;
        if (isCsv(path)) {
            for (const CsvRecord& record : parseCsv(head, separatorOf(path, head), "", 1))
                columns = record.cells;
        } else {
            for (const Part& part : parts())
                for (const std::string& name : part.usual)
                    if (head.find("\"" + name + "\"") != std::string::npos) columns.push_back(name);
        }
        const ColumnMapping mapping = suggestMapping(columns);
        const bool usable =
            !mapping.answer.empty() && !(mapping.image.empty() && mapping.video.empty() && mapping.prompt.empty());
        return !usable ? 0 : isCsv(path) ? 40 : 10;
    } catch (const Error&) {
        return 0;
    }
}

using Use = std::function<void(const Json&, std::int64_t, const std::string&)>;
void forEachTableRow(const fs::path& file, ImportReport& report, const Use& use) {
    if (isCsv(file)) return forEachCsvRow(file, report, use);
    forEachRow(file, report, use);
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const ColumnMapping mapping = mappingOf(previewTable(path).columns, options, path);
    if (mapping.image.empty() && mapping.video.empty() && mapping.prompt.empty())
        throw Error("no column is known to hold images or questions", path.string(),
                    "say which, e.g. --column image=NAME --column answer=NAME");
    const MediaPaths paths(options, fs::absolute(path).parent_path());
    sink.dataset({path.stem().string(), "table", path, paths.root()});
    SampleIds ids(path.stem().string());
    forEachTableRow(path, report, [&](const Json& object, std::int64_t index, const std::string& where) {
        const Row row(object);
        const RowSource source{paths, report, where};
        Sample sample = sampleOfRow(row, mapping, source, options);
        const std::string id = wordsOf(row, mapping.id);
        keepRest(row, sample.metadata, "", source);
        sample.origin = where;
        sample.id = ids.next(id, index);
        sink.sample(std::move(sample));
    });
}

// A mark before the question says nothing that the image's column does not.
std::string withoutMark(std::string prompt, const Sample& sample) {
    if (sample.media.empty()) return prompt;
    const std::string mark = sample.media.front().kind == Media::Kind::Image ? kImageMark : kVideoMark;
    if (prompt.starts_with(mark) && prompt.size() > mark.size()) prompt.erase(0, mark.size());
    return prompt;
}

std::string write(const SampleStream& samples, Output& output) {
    const std::string name = output.name() + ".csv";
    OutputFile file = output.file(name);
    file.write("id,image,video,system,prompt,answer\n");
    for (const Sample& sample : samples) {
        std::array<std::string, 6> cells{sample.id};
        for (const Media& media : sample.media)
            cells[media.kind == Media::Kind::Image ? 1 : 2] = output.refer(media);
        for (const Turn& turn : sample.turns)
            cells[3 + static_cast<std::size_t>(turn.role)] =
                turn.role == Turn::Role::User ? withoutMark(turn.text, sample) : turn.text;
        for (std::size_t i = 0; i < cells.size(); ++i)
            file.write(csvCell(cells[i]) + (i + 1 < cells.size() ? "," : "\n"));
    }
    file.close();
    return name;
}

// An empty cell and none are the same.
bool fitCells(Sample& sample, const Lost& lost) {
    if (sample.turns.front().role == Turn::Role::System && sample.turns.front().text.empty()) {
        lost("empty system prompts");
        sample.turns.erase(sample.turns.begin());
    }
    if (sample.turns.back().role == Turn::Role::Assistant && sample.turns.back().text.empty()) {
        lost("empty answers");
        sample.turns.pop_back();
    }
    if (!sample.turns.empty() && !sample.turns.back().text.empty()) return true;
    lost("samples without a question");
    return false;
}

constexpr Holds kHolds{
    .text = Holds::Text::Question, .system = true, .unanswered = true, .mediaFree = true, .videos = true};
const Formats::Entry entry{"table",
                           {.title = "Table with a column mapping (CSV, TSV, JSON, JSONL)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write, .fit = fitCells}}};

}  // namespace

TablePreview previewTable(const fs::path& file, std::size_t rows) {
    if (isParquetFile(file)) return previewParquet(file, rows);
    TablePreview preview;
    std::vector<Json> first;
    if (isCsv(file)) {
        const std::string text = readText(file).text;
        const auto records = parseCsv(text, separatorOf(file, text), file.filename().string(), rows + 1);
        if (records.empty()) throw Error("the file is empty", file.string());
        preview.columns = records.front().cells;
        for (std::size_t i = 1; i < records.size(); ++i) {
            preview.rows.push_back(records[i].cells);
            preview.rows.back().resize(preview.columns.size());
        }
    } else {
        ImportReport unread;
        forEachRow(file, unread, [&](const Json& row, std::int64_t index, const std::string&) {
            if (index >= static_cast<std::int64_t>(std::max<std::size_t>(rows, 100))) return;
            for (const auto& [key, value] : row.items())
                if (std::find(preview.columns.begin(), preview.columns.end(), key) == preview.columns.end())
                    preview.columns.push_back(key);
            if (first.size() < rows) first.push_back(row);
        });
        for (const Json& row : first) {
            preview.rows.emplace_back();
            for (const std::string& column : preview.columns)
                preview.rows.back().push_back(wordsOf(Row(row), column));
        }
    }
    preview.suggested = suggestMapping(preview.columns);
    return preview;
}

bool hasColumnsToMap(const fs::path& file) {
    if (isParquetFile(file)) return !holdsConversations(file);
    try {
        return detectFormat(file) == "table";
    } catch (const Error&) {  // what no format knows may be a table whose columns have names of their own
        return isCsv(file) || isRows(file);
    }
}

ColumnMapping mappingOf(const std::vector<std::string>& columns, const ReadOptions& options, const fs::path& path) {
    if (options.columns == ColumnMapping{}) return suggestMapping(columns);
    std::string known;
    for (const std::string& column : columns)
        known += (known.empty() ? "" : ", ") + printable(column);
    for (const Part& part : parts()) {
        const std::string& column = options.columns.*part.column;
        if (!column.empty() && std::find(columns.begin(), columns.end(), column) == columns.end())
            throw Error("there is no column \"" + column + "\"", path.string(), "columns: " + known);
    }
    return options.columns;
}

std::string wordsOf(const Row& row, const std::string& column) {
    const Json* value = column.empty() ? nullptr : row.find(column);
    if (!value) return {};
    if (value->is_binary()) throw Error("\"" + column + "\" holds bytes, no text");
    return value->is_string() ? value->get<std::string>() : lineOf(*value);
}

Sample sampleOfRow(const Row& row, const ColumnMapping& mapping, const RowSource& source, const ReadOptions& options) {
    Sample sample;
    Columns media;
    media.audios.reset();
    media.images = mapping.image.empty() ? std::nullopt : std::optional(mapping.image);
    media.videos = mapping.video.empty() ? std::nullopt : std::optional(mapping.video);
    addMedia(sample, row, media, source.paths);
    if (std::string system = wordsOf(row, mapping.system); !system.empty())
        sample.turns.push_back({Turn::Role::System, std::move(system)});
    std::string prompt = wordsOf(row, mapping.prompt);
    if (prompt.empty() && sample.media.empty()) throw Error("neither a question nor an image");
    sample.turns.push_back({Turn::Role::User, prompt.empty() ? options.prompt : std::move(prompt)});
    if (std::string answer = wordsOf(row, mapping.answer); !answer.empty())
        sample.turns.push_back({Turn::Role::Assistant, std::move(answer)});
    normalizeMarks(sample);
    return sample;
}

ColumnMapping suggestMapping(const std::vector<std::string>& columns) {
    ColumnMapping mapping;
    const auto named = [&](const std::string& wanted) {
        return std::find_if(columns.begin(), columns.end(), [&](std::string column) {
            std::transform(column.begin(), column.end(), column.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            return column == wanted;
        });
    };
    for (const Part& part : parts())
        for (const std::string& usual : part.usual)
            if (const auto column = named(usual); column != columns.end() && (mapping.*part.column).empty())
                mapping.*part.column = *column;
    return mapping;
}

void setColumn(ColumnMapping& mapping, const std::string& part, const std::string& column) {
    std::string known;
    for (const Part& one : parts()) {
        if (part == one.name) {
            mapping.*one.column = column;
            return;
        }
        known += (known.empty() ? "" : ", ") + std::string(one.name);
    }
    throw Error("a sample has no part \"" + part + "\"", {}, "known: " + known);
}

}  // namespace atelier::data
