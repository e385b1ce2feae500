#include "data/formats/parquet_library.h"

#include "common/error.h"
#include "common/part.h"

namespace atelier::data {
namespace {

struct Loaded {
    const ParquetLibrary* library = nullptr;
    std::string reason;
};

Loaded load() {
    LoadedPart part = loadPart("libatelier_parquet.so");
    using Entry = const ParquetLibrary* (*)();
    const auto entry = reinterpret_cast<Entry>(part.entry("atelierParquetLibrary"));
    return {entry ? entry() : nullptr, part.reason};
}

const Loaded& loaded() {
    static const Loaded once = load();
    return once;
}

}  // namespace

const ParquetLibrary& parquetLibrary() {
    if (!loaded().library)
        throw Error("the part for Parquet files is not there: " + loaded().reason, {},
                    "run packaging/setup, which fetches Arrow, and build again");
    return *loaded().library;
}

bool parquetIsThere() {
    return loaded().library;
}

}  // namespace atelier::data
