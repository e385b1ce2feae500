#include "data/formats/parquet_rows.h"

#include "common/error.h"
#include "data/formats/conversation.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr std::array kChatColumns{"messages", "conversations", "conversation", "texts"};

std::string chatColumn(const ParquetFile& file) {
    for (const char* name : kChatColumns)
        for (const auto& column : file.columns())
            if (column.name == name && !column.holdsBytes) return name;
    return {};
}

// [{"user", "assistant"}] as [{"role", "content"}]; anything else as it is.
Json messagesOf(Json& turns) {
    if (!turns.is_array() || turns.empty() || !turns.front().is_object() || !turns.front().contains("user"))
        return std::move(turns);
    Json messages = Json::array();
    for (const Json& pair : turns)
        for (const char* role : {"user", "assistant"})
            if (const Json* said = cell(pair, role)) messages.push_back({{"role", role}, {"content", *said}});
    return messages;
}

std::string cellText(const Json& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return value.get<std::string>();
    if (value.is_binary()) return std::to_string(value.get_binary().size()) + " bytes";
    if (!value.is_structured()) return value.dump();
    if (const auto path = value.is_object() ? value.find("path") : value.end(); path != value.end())
        if (const auto bytes = value.find("bytes"); bytes != value.end())
            return path->is_string() ? path->get<std::string>() : cellText(*bytes);
    std::string all;
    for (const auto& [key, one] : value.items())
        all += (all.empty() ? "" : ", ") + (value.is_object() ? key + ": " : std::string()) + cellText(one);
    return all;
}

}  // namespace

bool isParquetFile(const fs::path& file) {
    return extensionOf(file) == ".parquet";
}

bool holdsParquet(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? !firstBelow(path, isParquetFile).empty()
                                           : isParquetFile(path) && fs::exists(path, ignored);
}

TablePreview previewParquet(const fs::path& file, std::size_t rows) {
    const auto open = parquetLibrary().open(file);
    TablePreview preview;
    for (const auto& column : open->columns())
        preview.columns.push_back(column.name);
    open->forEachRow([&](Json&& row, std::int64_t) {
        if (preview.rows.size() >= rows) return false;
        nameClasses(row, open->features());
        preview.rows.emplace_back();
        for (const std::string& column : preview.columns)
            preview.rows.back().push_back(cellText(row.at(column)));
        return preview.rows.size() < rows;
    });
    preview.suggested = suggestMapping(preview.columns);
    const auto bytes = std::find_if(open->columns().begin(), open->columns().end(),
                                    [](const auto& column) { return column.holdsBytes; });
    if (preview.suggested.image.empty() && bytes != open->columns().end()) preview.suggested.image = bytes->name;
    return preview;
}

bool holdsConversations(const fs::path& file) {
    try {
        return !chatColumn(*parquetLibrary().open(file)).empty();
    } catch (const Error&) {
        return false;
    }
}

ParquetRows::ParquetRows(const ParquetFile& file, const ReadOptions& options, const fs::path& path)
    : options_(options), features_(file.features()) {
    std::vector<std::string> names, pictures;
    for (const auto& column : file.columns()) {
        names.push_back(column.name);
        if (column.holdsBytes) pictures.push_back(column.name);
    }
    mapping_ = mappingOf(names, options, path);
    if (options.columns == ColumnMapping{}) {
        chat_ = chatColumn(file);
        // Beside pictures as bytes a path is a remark.
        const auto isPicture = std::find(pictures.begin(), pictures.end(), mapping_.image) != pictures.end();
        if (!isPicture && !pictures.empty()) mapping_.image = pictures.front();
    }
    std::copy_if(pictures.begin(), pictures.end(), std::back_inserter(leftOut_),
                 [&](const std::string& column) { return column != mapping_.image; });
    if (chat_.empty() && mapping_.image.empty() && mapping_.video.empty() && mapping_.prompt.empty())
        throw Error("no column is known to hold images, questions or conversations", path.string(),
                    "say which, e.g. --column image=NAME --column answer=NAME");
}

Sample ParquetRows::sampleOf(Json object, const RowSource& source) const {
    nameClasses(object, features_);
    const Row row(object);
    Sample sample;
    static const KeySet kRead{"objects", "bbox", "category", "tags", "checked", "split"};
    const bool messages = chat_.empty() && options_.columns == ColumnMapping{} && holdsMessages(object);
    if (messages) {
        sample = chatOfRow(object, "", mapping_, source, kRead);
    } else if (!chat_.empty()) {
        sample = chatOf(object, source);
    } else if (mapping_.prompt.empty() && mapping_.answer.empty()) {
        sample = picturesOf(row, source);
    } else {
        takeOne(object, mapping_.prompt);
        const auto references = takeOne(object, mapping_.answer);
        sample = sampleOfRow(row, mapping_, source, options_);
        addReferences(references, sample);
    }
    sample.regions = regionsOf(object, sample.media.size());
    if (const Json* tags = row.find(std::string("tags")); tags && tags->is_array())
        for (const Json& tag : *tags)
            if (tag.is_string()) sample.tags.push_back(tag.get<std::string>());
    if (const Json* checked = row.find(std::string("checked")))
        sample.checked = checked->is_boolean() && checked->get<bool>();
    if (const Json* split = row.find(std::string("split")); split && split->is_string())
        sample.split = splitOfName(split->get<std::string>());
    if (messages || !chat_.empty()) return sample;  // which has kept the rest
    for (const char* key : {"objects", "bbox", "category"})
        row.find(std::string(key));
    row.find(mapping_.id);
    keepRest(row, sample.metadata, "", source);
    return sample;
}

// The row under the names that chat rows have; what is read here is taken out of it.
Sample ParquetRows::chatOf(Json row, const RowSource& source) const {
    Json turns = std::move(row.at(chat_));
    if (turns.is_null() || (turns.is_array() && turns.empty())) {
        const Row pictures(row);
        Sample sample = picturesOf(pictures, source);
        takeMetadata(pictures, sample);
        return sample;
    }
    row[chat_] = messagesOf(turns);
    return chatOfRow(std::move(row), chat_, mapping_, source,
                     {"objects", "bbox", "category", "tags", "checked", "split"});
}

Sample ParquetRows::picturesOf(const Row& row, const RowSource& source) const {
    Sample sample;
    Columns media;
    media.audios.reset();
    media.images = mapping_.image.empty() ? std::nullopt : std::optional(mapping_.image);
    media.videos = mapping_.video.empty() ? std::nullopt : std::optional(mapping_.video);
    addMedia(sample, row, media, source.paths);
    return sample;
}

std::string ParquetRows::idOf(const Json& row) const {
    const Json* id = mapping_.id.empty() ? nullptr : cell(row, mapping_.id);
    return id && (id->is_string() || id->is_number_integer()) ? cellText(*id) : std::string();
}

void nameClasses(Json& value, const Json& feature) {
    const auto eachOf = [](Json& list, const Json& one) {
        if (list.is_array())
            for (Json& element : list)
                nameClasses(element, one);
    };
    if (value.is_null()) return;
    if (feature.is_array() && !feature.empty()) return eachOf(value, feature[0]);
    if (!feature.is_object()) return;
    const auto type = feature.find("_type");
    if (type == feature.end() || !type->is_string()) {
        if (!value.is_object()) return;
        for (auto& [key, part] : value.items())
            if (const auto its = feature.find(key); its != feature.end()) nameClasses(part, *its);
        return;
    }
    if (const auto inner = feature.find("feature"); inner != feature.end()) {
        if (value.is_array()) return eachOf(value, *inner);
        if (!value.is_object() || !inner->is_object()) return;  // a list of objects, kept as an object of lists
        for (auto& [key, part] : value.items())
            if (const auto its = inner->find(key); its != inner->end()) eachOf(part, *its);
        return;
    }
    const auto names = feature.find("names");
    if (*type != "ClassLabel" || names == feature.end() || !names->is_array() || !value.is_number_integer()) return;
    const auto number = value.get<std::int64_t>();
    if (number >= std::ssize(*names)) throw Error("there is no class " + std::to_string(number));
    value = number < 0 ? Json() : (*names)[static_cast<std::size_t>(number)];
}

}  // namespace atelier::data
