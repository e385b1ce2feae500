#include "data/formats/columns.h"

#include "common/error.h"
#include "data/formats/rows.h"

namespace atelier::data {
namespace {

void addFiles(Sample& sample, const Json* files, Media::Kind kind, const MediaPaths& paths) {
    if (!files) return;
    const auto isNone = [](const Json& file) {
        return file.is_null() || (file.is_string() && file.get_ref<const std::string&>().empty());
    };
    if (isNone(*files)) return;
    if (!files->is_array()) {
        sample.media.push_back({kind, mediaFile(*files, paths)});
        return;
    }
    for (const Json& file : *files)
        if (!isNone(file)) sample.media.push_back({kind, mediaFile(file, paths)});
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

void addMedia(Sample& sample, const Row& row, const Columns& columns, const MediaPaths& paths) {
    if (const Json* audios = row.find(columns.audios); audios && !audios->empty())
        throw Error("audio is not supported");
    addFiles(sample, row.find(columns.images), Media::Kind::Image, paths);
    addFiles(sample, row.find(columns.videos), Media::Kind::Video, paths);
}

void readRows(const char* format, const std::filesystem::path& file, const ReadOptions& options, const Sink& sink,
              ImportReport& report, const std::function<Sample(const Row&, const RowSource&)>& convert) {
    const MediaPaths paths(options, std::filesystem::absolute(file).parent_path());
    const std::string name = file.stem().string();
    sink.dataset({name, format, file, paths.root()});
    SampleIds ids(name);
    forEachRow(file, report, [&](const Json& object, std::int64_t index, const std::string& where) {
        const Row row(object);
        const std::string id = rowId(row);
        Sample sample = convert(row, {paths, report, where});
        sample.origin = where;
        sample.id = ids.next(id, index);
        if (!id.empty() && sample.id != id)
            report.leaveOut("key", "id", "cannot be one or is another sample's: the sample got a new one", where);
        sink.sample(std::move(sample));
    });
}

void putMedia(Json& row, const Sample& sample, Output& output) {
    for (const Media& media : sample.media)
        row[media.kind == Media::Kind::Image ? "images" : "videos"].push_back(output.refer(media));
}

void putRows(const SampleStream& samples, const std::function<Json(const Sample&)>& rowOf, const std::string& name,
             Output& output) {
    OutputFile file = output.file(name);
    JsonList rows(file);
    for (const Sample& sample : samples)
        rows.add(rowOf(sample));
    rows.end();
    file.write("\n");
    file.close();
}

std::string putWithDatasetInfo(const SampleStream& samples, const std::function<Json(const Sample&)>& rowOf,
                               const char* formatting, const Json& columns, bool ranking, Output& output) {
    const std::string file = output.name() + ".json";
    putRows(samples, rowOf, file, output);
    Json entry{{"file_name", file}, {"formatting", formatting}, {"columns", columns}};
    if (ranking) entry["ranking"] = true;
    output.putJson("dataset_info.json", Json{{output.name(), std::move(entry)}});
    return "dataset_info.json";
}

std::string rowId(const Row& row) {
    const bool plain = row.has("id") && !row.json().at("id").is_structured();
    const Json* id = plain ? row.find(std::string("id")) : nullptr;
    return id ? textOf(*id).value_or("") : std::string();
}

}  // namespace atelier::data
