#pragma once

#include "common/json.h"
#include "data/formats/format.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace atelier::data {

/// Calls `use` for every object of a .json file (an array of objects, one object, or objects one after another) or a
/// .jsonl file (one a line), with its number and its place ("file.json[12]", "file.jsonl:13"). The file is read as a
/// stream: in memory is one row. An object that is no row itself but holds one list of objects is that list. An Error
/// from `use` makes the row a skipped sample of the report, and so does a broken row: the next one that can be made out
/// goes on. Text in another encoding is converted, and the report says so.
void forEachRow(const std::filesystem::path& file, ImportReport& report,
                const std::function<void(const Json& row, std::int64_t index, const std::string& where)>& use);

/// The first bytes of a file as UTF-8 text; empty when it cannot be read. For detect().
std::string headOf(const std::filesystem::path& file, std::size_t bytes = 65536);

/// Extension in small letters, with its dot.
std::string extensionOf(const std::filesystem::path& file);
/// vision::looksLikeImage(): also of a kind that is not read, which the reader then names.
bool isImageFile(const std::filesystem::path& file);
bool isVideoFile(const std::filesystem::path& file);
/// The first of a folder's first 2,000 entries, those of its folders included, that `accept` takes; empty: none. For
/// detect().
std::filesystem::path firstBelow(const std::filesystem::path& folder,
                                 const std::function<bool(const std::filesystem::path& file)>& accept);

/// Every image in a folder and the folders below it, sorted by path. Links to folders are not followed.
std::vector<std::filesystem::path> imagesBelow(const std::filesystem::path& folder);

}  // namespace atelier::data
