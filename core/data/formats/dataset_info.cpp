// LLaMA-Factory's dataset_info.json: a list of datasets with the layout of their files.
#include "common/error.h"
#include "common/file.h"
#include "data/formats/conversation.h"
#include "data/formats/loose.h"
#include "data/formats/rows.h"

#include <algorithm>
#include <map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

fs::path infoFile(const fs::path& path) {
    return fs::is_directory(path) ? path / "dataset_info.json" : path;
}

int detect(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return fs::is_regular_file(path / "dataset_info.json", ignored) ? 100 : 0;
    return path.filename() == "dataset_info.json" ? 100 : 0;
}

// An entry that names any column names all of them: one that is not listed is not there, whatever its default is
// called.
Columns columnsOf(const Json& entry, const std::string& where) {
    Columns columns;
    const auto given = entry.find("columns");
    if (given == entry.end() || given->is_null()) return columns;
    const auto set = [&](std::optional<std::string>& column, const char* key) {
        const std::string name = jsonAt<std::string>(*given, key, where + " columns", "");
        column = name.empty() ? std::nullopt : std::optional(name);
    };
    set(columns.prompt, "prompt");
    set(columns.query, "query");
    set(columns.response, "response");
    set(columns.history, "history");
    set(columns.messages, "messages");
    set(columns.system, "system");
    set(columns.tools, "tools");
    set(columns.images, "images");
    set(columns.videos, "videos");
    set(columns.audios, "audios");
    set(columns.chosen, "chosen");
    set(columns.rejected, "rejected");
    set(columns.ktoTag, "kto_tag");
    return columns;
}

Tags tagsOf(const Json& entry, bool openai, const std::string& where) {
    Tags tags;
    if (openai) tags = {"role", "content", "user", "assistant", "tool", "function", "system"};
    const auto given = entry.find("tags");
    if (given == entry.end() || given->is_null()) return tags;
    const auto set = [&](std::string& tag, const char* key) {
        tag = jsonAt<std::string>(*given, key, where + " tags", tag);
    };
    set(tags.role, "role_tag");
    set(tags.content, "content_tag");
    set(tags.user, "user_tag");
    set(tags.assistant, "assistant_tag");
    set(tags.observation, "observation_tag");
    set(tags.function, "function_tag");
    set(tags.system, "system_tag");
    return tags;
}

// Why an entry has nothing on this disk; empty when it names a file.
std::string elsewhere(const Json& entry, const std::string& where) {
    if (!jsonAt<std::string>(entry, "file_name", where, "").empty()) return {};
    for (const char* key : {"hf_hub_url", "ms_hub_url", "om_hub_url", "script_url", "cloud_file_name"})
        if (const std::string place = jsonAt<std::string>(entry, key, where, ""); !place.empty())
            return std::string("not on this disk (") + key + " " + place + "); download it and give its file_name";
    return "names no file";
}

// A file_name may be a folder: all data files in it, by name.
std::vector<fs::path> dataFiles(const fs::path& named) {
    if (!fs::is_directory(named)) return {named};
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(named))
        if (file.is_regular_file()) files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
}

// Keys of an entry, and of its columns and tags, that nothing here reads.
void reportUnread(const std::string& name, const Json& entry, ImportReport& report) {
    static const KeySet entryKeys{"file_name", "formatting", "columns", "tags", "num_samples", "ranking"};
    static const KeySet columnKeys{"prompt", "query",  "response", "history", "messages", "system", "tools",
                                   "images", "videos", "audios",   "chosen",  "rejected", "kto_tag"};
    static const KeySet tagKeys{"role_tag",        "content_tag",  "user_tag",  "assistant_tag",
                                "observation_tag", "function_tag", "system_tag"};
    const auto check = [&](const Json& object, const KeySet& known, const std::string& prefix) {
        if (!object.is_object()) return;
        for (const auto& [key, value] : object.items())
            if (!known.contains(key) && !value.is_null())
                report.leaveOut("key", prefix + key, "not used", "dataset_info.json: " + name);
    };
    check(entry, entryKeys, "");
    check(entry.value("columns", Json()), columnKeys, "columns.");
    check(entry.value("tags", Json()), tagKeys, "tags.");
}

// Whether the entry's file is not there: on a hub, in a script, or nowhere.
bool isAbsent(const Json& entry, const fs::path& folder) {
    if (!entry.is_object()) return false;
    const Json file = entry.value("file_name", Json());
    return file.is_null() || (file.is_string() && !pathExists(folder / file.get<std::string>()));
}

void readEntry(const std::string& name, const Json& entry, const fs::path& folder, const ReadOptions& options,
               const Sink& sink, ImportReport& report) {
    if (const std::string reason = elsewhere(entry, name); !reason.empty()) throw Error(reason);
    reportUnread(name, entry, report);
    const std::string formatting = jsonAt<std::string>(entry, "formatting", name, "alpaca");
    if (formatting != "alpaca" && formatting != "sharegpt" && formatting != "openai")
        throw Error("unknown formatting \"" + formatting + "\"", {}, "known: alpaca, sharegpt, openai");
    const Layout layout{columnsOf(entry, name), tagsOf(entry, formatting == "openai", name)};

    const std::string fileName = jsonAt<std::string>(entry, "file_name", name);
    const fs::path named = resolveInside(folder, fileName);
    if (!fs::exists(named)) throw Error("file not found: " + fileName);
    const std::vector<fs::path> files = dataFiles(named);
    for (const fs::path& file : files)
        if (const std::string extension = extensionOf(file);
            extension != ".json" && extension != ".jsonl" && extension != ".ndjson")
            throw Error("cannot read " + (extension.empty() ? "files without a type" : extension + " files") + ": " +
                            file.filename().string(),
                        {}, "known: json, jsonl");

    const auto ranked = truthOf(entry.value("ranking", Json(false)));
    if (!ranked && entry.contains("ranking") && !entry.at("ranking").is_null())
        throw Error("\"ranking\" must be true or false");
    const bool ranking = ranked.value_or(false);
    const MediaPaths paths(options, folder);
    const Json most = entry.value("num_samples", Json());
    if (!most.is_null() && !looseWhole(most)) throw Error("\"num_samples\" must be a whole number");
    const std::int64_t limit = looseWhole(most).value_or(INT64_MAX);
    sink.dataset({name, "dataset_info", named, paths.root()});
    SampleIds ids(name);
    std::int64_t number = 0;
    for (const fs::path& file : files) {
        forEachRow(file, report, [&](const Json& object, std::int64_t, const std::string& where) {
            const std::int64_t index = number++;
            if (index >= limit) return;
            const Row row(object);
            const RowSource source{paths, report, where};
            const std::string id = rowId(row);
            Sample sample = formatting == "alpaca" ? fromAlpaca(row, layout, source) : fromChat(row, layout, source);
            if (ranking &&
                !(sample.turns.back().role == Turn::Role::Assistant && sample.turns.back().details->rejected))
                throw Error("no preferred and rejected answer, though the dataset is a \"ranking\"", {},
                            "name their columns as \"chosen\" and \"rejected\"");
            sample.origin = where;
            sample.id = ids.next(id, index);
            if (!id.empty() && sample.id != id)
                report.leaveOut("key", "id", "cannot be one or is another sample's: the sample got a new one", where);
            sink.sample(std::move(sample));
        });
    }
    if (number > limit) report.leaveOut("row", "behind num_samples " + std::to_string(limit), "not used", fileName);
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    const fs::path file = infoFile(path);
    const fs::path folder = fs::absolute(file).parent_path();
    const Json info = readLooseJson(file, report);
    report.readFile(file);
    if (!info.is_object()) throw Error("expected an object with one entry for each dataset", file.string());
    if (!options.entry.empty()) {
        const auto entry = info.find(options.entry);
        std::string known;
        for (const auto& [name, _] : info.items())
            known += (known.empty() ? "" : ", ") + name;
        if (entry == info.end())
            throw Error("there is no entry \"" + options.entry + "\"", file.string(), "known: " + known);
        return readEntry(options.entry, *entry, folder, options, sink, report);
    }
    for (const auto& [name, entry] : info.items()) {
        try {
            readEntry(name, entry, folder, options, sink, report);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSource(name, error.what(), isAbsent(entry, folder));
        }
    }
}

const Formats::Entry entry{"dataset_info",
                           {"LLaMA-Factory folder with dataset_info.json (ShareGPT, Alpaca)", detect, read}};

}  // namespace
}  // namespace atelier::data
