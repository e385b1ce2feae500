#pragma once

#include "common/error.h"
#include "common/json.h"
#include "data/formats/parquet_library.h"

#include <arrow/api.h>
#include <filesystem>
#include <memory>
#include <string>

namespace atelier::data::parquet_part {

std::unique_ptr<ParquetFile> openFile(const std::filesystem::path& file);
std::unique_ptr<ParquetOutput> createFile(const std::filesystem::path& file, const Json& features);

/// Element `index` as ParquetFile describes it. Throws Error for a type that has no JSON.
Json jsonOf(const arrow::Array& array, std::int64_t index);
/// Appends what jsonOf() would give back. Throws Error when the value is not of the builder's type.
void append(arrow::ArrayBuilder& builder, const Json& value);

/// The Arrow type that `datasets` keeps a feature as. std::logic_error for a feature that we do not write.
std::shared_ptr<arrow::DataType> typeOf(const Json& feature);
/// Whether a column holds files, or lists of them, as bytes.
bool holdsBytes(const arrow::DataType& type);

/// Runs `action` and turns Arrow's and Parquet's troubles, which are exceptions or an arrow::Status, into an Error
/// that names the file.
void orThrow(const arrow::Status& status, const std::string& where);
template <class T>
T orThrow(arrow::Result<T> result, const std::string& where) {
    orThrow(result.status(), where);
    return result.MoveValueUnsafe();
}
template <class F>
auto guarded(const std::string& where, F&& action) {
    try {
        return action();
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {  // parquet::ParquetException among them
        throw Error(std::string("the file cannot be read: ") + error.what(), where,
                    "it is damaged, or no Parquet file; fetch it again");
    }
}

}  // namespace atelier::data::parquet_part
