#include "data/formats/parquet_library.h"

#include "common/error.h"

#include <dlfcn.h>

namespace atelier::data {
namespace {

struct Loaded {
    const ParquetLibrary* library = nullptr;
    std::string reason;
};

// It stays loaded until the program ends.
Loaded load() {
    Dl_info here{};
    if (::dladdr(reinterpret_cast<const void*>(&parquetLibrary), &here) == 0) return {nullptr, "not found"};
    const auto file = std::filesystem::path(here.dli_fname).parent_path() / "libatelier_parquet.so";
    void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) return {nullptr, ::dlerror()};
    using Entry = const ParquetLibrary* (*)();
    const auto entry = reinterpret_cast<Entry>(::dlsym(handle, "atelierParquetLibrary"));
    if (!entry) return {nullptr, ::dlerror()};
    return {entry(), {}};
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
