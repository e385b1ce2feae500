#include "data/formats/columns.h"

#include "common/error.h"

namespace atelier::data {
namespace {

void addFiles(Sample& sample, const Json* files, Media::Kind kind, const MediaPaths& paths) {
    if (!files) return;
    const auto add = [&](const Json& file) {
        if (!file.is_string())
            throw Error(std::string("a media file must be named by a text, not by ") + file.type_name());
        sample.media.push_back({kind, paths.resolve(file.get<std::string>()), {}});
    };
    if (files->is_array()) {
        for (const Json& file : *files)
            add(file);
    } else {
        add(*files);
    }
}

}  // namespace

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

std::string rowId(const Json& row) {
    const auto id = row.find("id");
    if (id == row.end()) return {};
    if (id->is_string()) return id->get<std::string>();
    return id->is_number_integer() ? id->dump() : std::string();
}

}  // namespace atelier::data
