#pragma once

#include "common/json.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atelier::data {

/// A .parquet file that is read. Values become JSON: texts, numbers, booleans, lists, objects of a struct, lists of
/// {"key", "value"} of a map; bytes become binary JSON; dates, times and decimals texts; what is null, and a number
/// that is none, null.
class ParquetFile {
public:
    struct Column {
        std::string name;
        bool holdsBytes = false;  ///< bytes, a struct that has them as "bytes", or lists of those
    };

    virtual ~ParquetFile() = default;
    virtual const std::vector<Column>& columns() const = 0;
    virtual std::int64_t rows() const = 0;
    /// What `datasets` wrote about its features (the schema's key "huggingface", "info", "features"); null: nothing.
    virtual const Json& features() const = 0;
    /// Row by row in their order until `use` returns false; never more than some rows in memory, however large a row
    /// group is. Throws Error naming the file.
    virtual void forEachRow(const std::function<bool(Json&& row, std::int64_t index)>& use) = 0;
};

/// A .parquet file that is written.
class ParquetOutput {
public:
    virtual ~ParquetOutput() = default;
    /// An object with a value, or null, for each feature; images are {"bytes": binary, "path": text}.
    virtual void append(const Json& row) = 0;
    /// Without it the file is not whole. Throws Error (Failure) when the disk is full.
    virtual void close() = 0;
};

/// The part of the program that knows Arrow: libatelier_parquet.so beside this library, loaded at the first use.
class ParquetLibrary {
public:
    virtual ~ParquetLibrary() = default;
    virtual std::unique_ptr<ParquetFile> open(const std::filesystem::path& file) const = 0;
    /// `features` as `datasets` describes them, which also become the schema's key "huggingface".
    virtual std::unique_ptr<ParquetOutput> create(const std::filesystem::path& file, const Json& features) const = 0;
};

/// Throws Error, saying what to install, where this build or this machine has no Arrow.
const ParquetLibrary& parquetLibrary();
bool parquetIsThere();

}  // namespace atelier::data
