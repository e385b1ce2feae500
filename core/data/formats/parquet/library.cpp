#include "data/formats/parquet/parts.h"

namespace atelier::data::parquet_part {
namespace {

class Library : public ParquetLibrary {
public:
    std::unique_ptr<ParquetFile> open(const std::filesystem::path& file) const override { return openFile(file); }
    std::unique_ptr<ParquetOutput> create(const std::filesystem::path& file, const Json& features) const override {
        return createFile(file, features);
    }
};

}  // namespace
}  // namespace atelier::data::parquet_part

extern "C" const atelier::data::ParquetLibrary* atelierParquetLibrary() {
    static const atelier::data::parquet_part::Library library;
    return &library;
}
