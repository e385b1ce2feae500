#include "data/formats/columns.h"

#include "common/error.h"
#include "data/formats/rows.h"

namespace atelier::data {
namespace {

void addFiles(Sample& sample, const Json* files, Media::Kind kind, const MediaPaths& paths) {
    if (!files) return;
    if (!files->is_array()) {
        sample.media.push_back({kind, mediaFile(*files, paths)});
        return;
    }
    for (const Json& file : *files)
        if (!file.is_null()) sample.media.push_back({kind, mediaFile(file, paths)});
}

}  // namespace

std::filesystem::path mediaFile(const Json& value, const MediaPaths& paths) {
    const auto unpacked = [&](const Json::binary_t& bytes) {
        return paths.unpack({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    };
    if (value.is_binary()) return unpacked(value.get_binary());
    if (value.is_object()) {
        if (const Json* bytes = cell(value, "bytes"); bytes && bytes->is_binary()) return unpacked(bytes->get_binary());
        if (const std::string path = textCell(value, "path"); !path.empty()) return paths.resolve(path);
        throw Error("a media file with neither bytes nor a path");
    }
    if (!value.is_string())
        throw Error(std::string("a media file must be named by a text, not by ") + value.type_name());
    return paths.resolve(value.get<std::string>());
}

const Json* cell(const Json& row, const std::optional<std::string>& column) {
    if (!column) return nullptr;
    const auto found = row.find(*column);
    return found == row.end() || found->is_null() ? nullptr : &*found;
}

std::string textCell(const Json& row, const std::optional<std::string>& column) {
    const Json* value = cell(row, column);
    if (!value) return {};
    if (!value->is_string()) throw Error("\"" + *column + "\" must be a text, not " + value->type_name());
    return value->get<std::string>();
}

void addMedia(Sample& sample, const Json& row, const Columns& columns, const MediaPaths& paths) {
    if (const Json* audios = cell(row, columns.audios); audios && !audios->empty())
        throw Error("audio is not supported");
    addFiles(sample, cell(row, columns.images), Media::Kind::Image, paths);
    addFiles(sample, cell(row, columns.videos), Media::Kind::Video, paths);
}

void readRows(const char* format, const std::filesystem::path& file, const ReadOptions& options, const Sink& sink,
              ImportReport& report, const std::function<Sample(const Json&, const MediaPaths&)>& convert) {
    const MediaPaths paths(options, std::filesystem::absolute(file).parent_path());
    const std::string name = file.stem().string();
    sink.dataset({name, format, file, paths.root()});
    SampleIds ids(name);
    forEachRow(file, report, [&](const Json& row, std::int64_t index, const std::string& where) {
        Sample sample = convert(row, paths);
        sample.origin = where;
        sample.id = ids.next(rowId(row), index);
        sink.sample(std::move(sample));
    });
}

Json conversationOf(const Sample& sample, const Tags& tags) {
    Json turns = Json::array();
    for (const Turn& turn : sample.turns)
        if (turn.role != Turn::Role::System)
            turns.push_back(
                {{tags.role, turn.role == Turn::Role::User ? tags.user : tags.assistant}, {tags.content, turn.text}});
    return turns;
}

void putMedia(Json& row, const Sample& sample, Output& output) {
    for (const Media& media : sample.media)
        row[media.kind == Media::Kind::Image ? "images" : "videos"].push_back(output.refer(media));
}

std::string putWithDatasetInfo(const std::vector<Json>& rows, const char* formatting, const Json& columns,
                               Output& output) {
    const std::string file = output.name() + ".json";
    output.putJson(file, Json(rows));
    output.putJson("dataset_info.json",
                   Json{{output.name(), {{"file_name", file}, {"formatting", formatting}, {"columns", columns}}}});
    return "dataset_info.json";
}

std::string rowId(const Json& row) {
    const auto id = row.find("id");
    if (id == row.end()) return {};
    if (id->is_string()) return id->get<std::string>();
    return id->is_number_integer() ? id->dump() : std::string();
}

}  // namespace atelier::data
