// Any table: CSV, TSV, or JSON rows of unknown keys, with a mapping that says which column holds what.
#include "data/formats/table.h"

#include "common/error.h"
#include "common/file.h"
#include "common/text_encoding.h"
#include "data/formats/columns.h"
#include "data/formats/conversation.h"
#include "data/formats/csv.h"
#include "data/formats/loose.h"
#include "data/formats/parquet_rows.h"
#include "data/formats/rows.h"
#include "data/import.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

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
          "ground_truth", "chosen"}},
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

// "Image Path" and "image-path" are image_path.
std::string plainColumn(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(c)); });
    return name;
}

// Columns that hold whole conversations, as JSON.
constexpr std::array kChatColumns{"messages", "conversations", "conversation"};

bool isUsable(const ColumnMapping& mapping) {
    return !mapping.answer.empty() && !(mapping.image.empty() && mapping.video.empty() && mapping.prompt.empty());
}

bool holdsChats(const std::vector<std::string>& columns) {
    return std::any_of(columns.begin(), columns.end(), [](const std::string& column) {
        return std::find(kChatColumns.begin(), kChatColumns.end(), column) != kChatColumns.end();
    });
}

// Less sure than any format that knows its keys. A CSV file is always a table: which column holds what, the user may
// have to say.
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
        if (!isCsv(path)) return isUsable(suggestMapping(columns)) ? 10 : 0;
        return isUsable(suggestMapping(columns)) || holdsChats(columns) ? 40 : columns.size() > 1 ? 3 : 0;
    } catch (const Error&) {
        return 0;
    }
}

using Use = std::function<void(const Json&, std::int64_t, const std::string&)>;
void forEachTableRow(const fs::path& file, ImportReport& report, const Use& use) {
    if (isCsv(file)) return forEachCsvRow(file, report, use);
    forEachRow(file, report, use);
}

std::string listed(const std::vector<std::string>& columns) {
    std::string names;
    for (const std::string& column : columns)
        names += (names.empty() ? "" : ", ") + printable(column);
    return names;
}

std::optional<Json> structureIn(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || (text[first] != '[' && text[first] != '{') || !Json::accept(text)) return {};
    return parseJson(text, "cell");
}

// A cell with one path, or several: a list as JSON or as Python prints it, or paths with '|' or ';' between them.
Json pathsIn(const std::string& text, const MediaPaths& paths) {
    const auto isList = [](const Json& list) {
        return list.is_array() &&
               std::all_of(list.begin(), list.end(), [](const Json& one) { return one.is_string(); });
    };
    if (const auto list = structureIn(text); list && isList(*list)) return *list;
    if (text.starts_with("['") && text.ends_with("']") && text.find('"') == std::string::npos) {
        std::string quoted = text;
        std::replace(quoted.begin(), quoted.end(), '\'', '"');
        if (const auto list = structureIn(quoted); list && isList(*list)) return *list;
    }
    const char separator = text.find('|') != std::string::npos ? '|' : ';';
    if (text.find(separator) == std::string::npos || pathExists(paths.root() / text)) return text;
    Json list = Json::array();
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(separator, from), text.size());
        const auto begin = std::min(text.find_first_not_of(' ', from), to);
        if (to > begin) list.push_back(text.substr(begin, text.find_last_not_of(' ', to - 1) + 1 - begin));
        from = to + 1;
    }
    return list;
}

// Cells that are JSON by their column's name are texts in a CSV file.
Json withValues(const Json& row, const ColumnMapping& mapping, const MediaPaths& paths) {
    static const KeySet kStructures{"messages",   "conversations", "conversation", "tools",
                                    "references", "answers",       "metadata",     "objects"};
    // An answer may be JSON itself.
    const auto isConversation = [](const std::string& key, const Json& list) {
        return (key == "chosen" || key == "rejected") && list.is_array() && !list.empty() && list.front().is_object() &&
               (list.front().contains("role") || list.front().contains("from"));
    };
    Json all = Json::object();
    for (const auto& [key, value] : row.items()) {
        const bool medium = key == mapping.image || key == mapping.video;
        if (!value.is_string())
            all[key] = value;
        else if (medium)
            all[key] = pathsIn(value.get_ref<const std::string&>(), paths);
        else if (auto parsed = structureIn(value.get_ref<const std::string&>());
                 parsed && ((key != mapping.answer && kStructures.contains(key)) || isConversation(key, *parsed)))
            all[key] = std::move(*parsed);
        else
            all[key] = value;
    }
    return all;
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const TablePreview preview = previewTable(path, 100);
    const bool guessed = options.columns == ColumnMapping{};
    const ColumnMapping mapping = guessed ? preview.suggested : mappingOf(preview.columns, options, path);
    const bool chats = guessed && holdsChats(preview.columns);
    if (mapping.image.empty() && mapping.video.empty() && mapping.prompt.empty() && !chats)
        throw Error("no column is known to hold images or questions (its columns: " + listed(preview.columns) + ")",
                    path.string(), "say which, e.g. --column image=NAME --column answer=NAME");
    if (guessed && mapping.answer.empty() && mapping.prompt.empty() && !chats)
        throw Error("no column is known to hold questions or answers (its columns: " + listed(preview.columns) + ")",
                    path.string(), "say which, e.g. --column prompt=NAME --column answer=NAME");
    const MediaPaths paths(options, fs::absolute(path).parent_path());
    sink.dataset({path.stem().string(), "table", path, paths.root()});
    SampleIds ids(path.stem().string());
    forEachTableRow(path, report, [&](const Json& object, std::int64_t index, const std::string& where) {
        const RowSource source{paths, report, where};
        Json values = withValues(object, mapping, paths);
        const auto references = takeOne(values, mapping.answer);
        const Row row(values);
        const std::string id = wordsOf(row, mapping.id);
        Sample sample;
        const auto chat = std::find_if(kChatColumns.begin(), kChatColumns.end(), [&](const char* column) {
            return chats && cell(values, column) && values.at(column).is_array();
        });
        if (chat != kChatColumns.end()) {
            sample = chatOfRow(values, *chat, mapping, source);
        } else if (guessed && holdsMessages(values)) {
            sample = chatOfRow(values, "", mapping, source);
        } else {
            sample = sampleOfRow(row, mapping, source, options);
            addReferences(references, sample);
            keepRest(row, sample.metadata, "", source);
        }
        sample.origin = where;
        sample.id = ids.next(id, index);
        sink.sample(std::move(sample));
    });
}

// A mark before the question says nothing that the image's column does not.
std::string withoutMark(std::string prompt, const Sample& sample) {
    if (sample.media.size() != 1) return prompt;
    const std::string mark = sample.media.front().kind == Media::Kind::Image ? kImageMark : kVideoMark;
    if (prompt.starts_with(mark) && prompt.size() > mark.size()) prompt.erase(0, mark.size());
    return prompt;
}

std::string pathsCell(const std::vector<std::string>& paths) {
    return paths.empty() ? "" : paths.size() == 1 ? paths.front() : lineOf(Json(paths));
}

// Columns that few tables need, and what stands in them.
struct ExtraColumn {
    const char* name;
    std::string (*of)(const Sample& sample);
};
const TurnDetails& answerOf(const Sample& sample) {
    static const TurnDetails kNone;
    return sample.turns.empty() ? kNone : *sample.turns.back().details;
}
const std::array kExtraColumns{
    ExtraColumn{"rejected", [](const Sample& sample) { return answerOf(sample).rejected.value_or(""); }},
    ExtraColumn{"references",
                [](const Sample& sample) {
                    const auto& references = answerOf(sample).references;
                    return references.empty() ? "" : lineOf(Json(references));
                }},
    ExtraColumn{"kto_tag",
                [](const Sample& sample) {
                    const auto& liked = answerOf(sample).liked;
                    return std::string(!liked ? "" : *liked ? "true" : "false");
                }},
    ExtraColumn{"loss_weight",
                [](const Sample& sample) {
                    const auto& weight = answerOf(sample).lossWeight;
                    return weight ? Json(*weight).dump() : "";
                }},
    ExtraColumn{"metadata", [](const Sample& sample) {
                    Json all = Json::object();
                    putRest(sample.metadata, all);
                    return all.empty() ? "" : lineOf(all);
                }}};

std::string write(const SampleStream& samples, Output& output) {
    std::vector<const ExtraColumn*> extra;
    for (const Sample& sample : samples)
        for (const ExtraColumn& column : kExtraColumns)
            if (std::ranges::find(extra, &column) == extra.end() && !column.of(sample).empty())
                extra.push_back(&column);
    std::ranges::sort(extra);  // as they stand in the list
    const std::string name = output.name() + ".csv";
    OutputFile file = output.file(name);
    file.write("id,image,video,system,prompt,answer");
    for (const ExtraColumn* column : extra)
        file.write(std::string(",") + column->name);
    file.write("\n");
    for (const Sample& sample : samples) {
        std::array<std::vector<std::string>, 2> files;
        for (const Media& media : sample.media)
            files[media.kind == Media::Kind::Video].push_back(output.refer(media));
        std::vector<std::string> cells{sample.id, pathsCell(files[0]), pathsCell(files[1]), "", "", ""};
        for (const Turn& turn : sample.turns)
            cells[3 + static_cast<std::size_t>(turn.role)] =
                turn.role == Turn::Role::User ? withoutMark(turn.text, sample) : turn.text;
        for (const ExtraColumn* column : extra)
            cells.push_back(column->of(sample));
        for (std::size_t i = 0; i < cells.size(); ++i)
            file.write(csvCell(cells[i]) + (i + 1 < cells.size() ? "," : "\n"));
    }
    file.close();
    return name;
}

// An empty cell and none are the same. The columns are of the answer.
bool fitCells(Sample& sample, const Lost& lost) {
    if (sample.turns.front().role == Turn::Role::System && sample.turns.front().text.empty()) {
        lost("empty system prompts");
        sample.turns.erase(sample.turns.begin());
    }
    if (sample.turns.back().role == Turn::Role::Assistant && sample.turns.back().text.empty()) {
        lost("empty answers");
        sample.turns.pop_back();
    }
    for (Turn& turn : sample.turns) {
        if (turn.details.isDefault()) continue;
        TurnDetails kept;
        if (turn.role == Turn::Role::Assistant) {
            kept.lossWeight = turn.details->lossWeight;
            kept.references = turn.details->references;
            kept.rejected = turn.details->rejected;
            kept.liked = turn.details->liked;
        }
        if (kept.rejected && kept.rejected->empty()) {
            lost("empty rejected answers");
            kept.rejected.reset();
        }
        if (!turn.details->metadata.empty()) lost("metadata of turns");
        if (!turn.details->name.empty()) lost("names of speakers");
        if (turn.role != Turn::Role::Assistant && turn.details->lossWeight) lost("loss weights of questions");
        turn.details = kept == TurnDetails{} ? Rare<TurnDetails>() : Rare<TurnDetails>(std::move(kept));
    }
    if (!sample.turns.empty() && !sample.turns.back().text.empty()) return true;
    lost("samples without a question");
    return false;
}

constexpr Holds kHolds{.text = Holds::Text::Question,
                       .system = true,
                       .lossWeights = true,
                       .references = true,
                       .preferences = true,
                       .feedback = true,
                       .unanswered = true,
                       .mediaFree = true,
                       .videos = true,
                       .several = true,
                       .metadata = true};
const Formats::Entry entry{"table",
                           {.title = "Table with a column mapping (CSV, TSV, JSON, JSONL)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .write = write, .fit = fitCells}}};

// A JSON object, or one as text: metadata as our writers put it into one column.
std::optional<Json> objectIn(const Json& value) {
    if (value.is_object()) return value;
    if (!value.is_string()) return {};
    auto parsed = structureIn(value.get_ref<const std::string&>());
    return parsed && parsed->is_object() ? std::move(parsed) : std::nullopt;
}

void addMetadata(const Json& object, Sample& sample) {
    for (const auto& [key, value] : object.items())
        sample.metadata[key] = metadataText(value);
}

// What columns beside the answer say of it, and the sample's metadata in one column.
void readAnswerColumns(Sample& sample, const Row& row, const ColumnMapping& mapping, const RowSource& source) {
    Layout layout;
    layout.columns.chosen = mapping.answer == "chosen" ? std::nullopt : std::optional<std::string>("chosen");
    const Json* label = row.has("label") && mapping.answer != "label" ? &row.json().at("label") : nullptr;
    const bool feedback = label && (label->is_boolean() || *label == "true" || *label == "false" || *label == "True" ||
                                    *label == "False" || *label == "TRUE" || *label == "FALSE");
    if (feedback && !row.has("kto_tag")) layout.columns.ktoTag = "label";
    layout.labelIsFeedback = false;
    readJudgements(sample, row, layout, source);
    if (!sample.turns.empty() && sample.turns.back().role == Turn::Role::Assistant)
        if (const Json* weight = row.find(std::string("loss_weight"))) {
            const auto number = numberOf(*weight);
            if (!number || *number < 0) throw Error("\"loss_weight\" must be a number");
            if (*number != 1) sample.turns.back().details.edit().lossWeight = *number;
        }
    takeMetadata(row, sample);
}

// The first column in which every cell that is not empty ends like a picture's name; empty: none.
std::string columnOfPictures(const TablePreview& preview) {
    for (std::size_t column = 0; column < preview.columns.size(); ++column) {
        std::size_t named = 0, others = 0;
        for (const auto& cells : preview.rows) {
            if (cells[column].empty()) continue;
            const fs::path file(cells[column]);
            ++(file.has_extension() && file.native().size() < 300 && isImageFile(file) ? named : others);
        }
        if (named > 0 && others == 0) return preview.columns[column];
    }
    return {};
}

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
            if (records[i].cells.empty()) continue;  // the import names it
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
    if (preview.suggested.image.empty()) preview.suggested.image = columnOfPictures(preview);
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
    for (const Part& part : parts()) {
        const std::string& column = options.columns.*part.column;
        if (!column.empty() && std::find(columns.begin(), columns.end(), column) == columns.end())
            throw Error("there is no column \"" + column + "\"", path.string(), "columns: " + listed(columns));
    }
    return options.columns;
}

std::string wordsOf(const Row& row, const std::string& column) {
    const Json* value = column.empty() ? nullptr : row.find(column);
    if (!value) return {};
    if (value->is_binary()) throw Error("\"" + column + "\" holds bytes, no text");
    return value->is_string() ? value->get<std::string>() : lineOf(*value);
}

std::vector<std::string> takeOne(Json& row, const std::string& column) {
    const auto texts = row.find(column);
    if (texts == row.end() || !texts->is_array()) return {};
    std::map<std::string, int> counts;
    const std::string* best = nullptr;
    for (const Json& text : *texts) {
        if (!text.is_string()) return {};
        ++counts[text.get_ref<const std::string&>()];
    }
    for (const Json& text : *texts)
        if (const auto& one = text.get_ref<const std::string&>(); !best || counts[one] > counts[*best]) best = &one;
    std::vector<std::string> others;
    for (const Json& text : *texts)
        if (const auto& one = text.get_ref<const std::string&>(); &one != best) others.push_back(one);
    *texts = best ? Json(*best) : Json();
    return others;
}

void addReferences(const std::vector<std::string>& references, Sample& sample) {
    if (references.empty() || sample.turns.empty() || sample.turns.back().role != Turn::Role::Assistant) return;
    auto& all = sample.turns.back().details.edit().references;
    all.insert(all.end(), references.begin(), references.end());
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
    readAnswerColumns(sample, row, mapping, source);
    return sample;
}

bool holdsMessages(const Json& row) {
    for (const char* key : {"prompt", "chosen", "rejected", "completion"}) {
        const Json* list = cell(row, key);
        if (list && list->is_array() && !list->empty() && list->front().is_object() &&
            (list->front().contains("role") || list->front().contains("from")))
            return true;
    }
    return false;
}

void takeMetadata(const Row& row, Sample& sample) {
    if (!row.has("metadata")) return;
    if (const auto object = objectIn(row.json().at("metadata"))) {
        row.find(std::string("metadata"));
        addMetadata(*object, sample);
    }
}

Sample chatOfRow(Json row, const std::string& column, const ColumnMapping& mapping, const RowSource& source,
                 const KeySet& without) {
    Json chat = Json::object();
    if (!column.empty()) chat["messages"] = std::move(row.at(column));
    KeySet done{without};
    done.insert({column, mapping.id});
    for (const auto& [name, from] :
         {std::pair("images", mapping.image), {"videos", mapping.video}, {"system", mapping.system}}) {
        done.insert(from);
        if (const Json* value = from.empty() ? nullptr : cell(row, from)) chat[name] = *value;
    }
    for (auto& [key, value] : row.items())
        if (!done.contains(key)) chat[key] = std::move(value);
    std::optional<Json> metadata;
    if (const auto found = chat.find("metadata"); found != chat.end())
        if ((metadata = objectIn(*found))) chat.erase("metadata");
    Sample sample = fromChat(Row(chat), source);
    if (metadata) addMetadata(*metadata, sample);
    return sample;
}

ColumnMapping suggestMapping(const std::vector<std::string>& columns) {
    ColumnMapping mapping;
    const auto named = [&](const std::string& wanted) {
        return std::find_if(columns.begin(), columns.end(),
                            [&](const std::string& column) { return plainColumn(column) == wanted; });
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
