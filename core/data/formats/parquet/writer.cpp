#include "data/formats/parquet/parts.h"

#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

namespace atelier::data::parquet_part {
namespace {

// Row groups of this many rows, as `datasets` makes them for pictures, or fewer where they are large: what a reader
// skips to, and what lies in memory.
constexpr std::int64_t kRows = 100;
constexpr std::int64_t kBytes = std::int64_t(64) << 20;

std::int64_t sizeOf(const Json& value) {
    if (value.is_binary()) return static_cast<std::int64_t>(value.get_binary().size());
    if (value.is_string()) return static_cast<std::int64_t>(value.get_ref<const std::string&>().size());
    std::int64_t size = 8;
    if (value.is_structured())
        for (const Json& one : value)
            size += sizeOf(one);
    return size;
}

// What goes wrong here is the disk: what is written was made by this program.
void orFail(const arrow::Status& status, const std::string& where) {
    if (!status.ok()) throw Error::failure("cannot write: " + status.message(), where);
}

template <class T>
T orFail(arrow::Result<T> result, const std::string& where) {
    orFail(result.status(), where);
    return result.MoveValueUnsafe();
}

class Output : public ParquetOutput {
public:
    Output(const std::filesystem::path& file, const Json& features) : where_(file.string()) {
        const Json metadata{{"info", {{"features", features}}}};
        schema_ =
            arrow::schema(typeOf(features)->fields(), arrow::key_value_metadata({"huggingface"}, {metadata.dump()}));
        rows_ = orFail(arrow::MakeBuilder(arrow::struct_(schema_->fields())), where_);
        file_ = orFail(arrow::io::FileOutputStream::Open(where_), where_);
        writer_ =
            orFail(parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), file_,
                                                    parquet::WriterProperties::Builder()
                                                        .compression(parquet::Compression::SNAPPY)
                                                        ->enable_page_checksum()
                                                        ->build(),
                                                    parquet::ArrowWriterProperties::Builder().store_schema()->build()),
                   where_);
    }

    void append(const Json& row) override {
        parquet_part::append(*rows_, row);
        size_ += sizeOf(row);
        if (rows_->length() >= kRows || size_ >= kBytes) flush();
    }

    void close() override {
        flush();
        guarded([&] { return writer_->Close(); });
        guarded([&] { return file_->Close(); });
    }

private:
    template <class F>
    void guarded(F&& action) {
        try {
            orFail(action(), where_);
        } catch (const parquet::ParquetException& error) {
            throw Error::failure(std::string("cannot write: ") + error.what(), where_);
        }
    }

    void flush() {
        if (rows_->length() == 0) return;
        std::shared_ptr<arrow::Array> rows;
        orFail(rows_->Finish(&rows), where_);
        size_ = 0;
        const auto table = arrow::Table::Make(schema_, static_cast<const arrow::StructArray&>(*rows).fields());
        guarded([&] { return writer_->WriteTable(*table, kRows); });
    }

    std::string where_;
    std::shared_ptr<arrow::Schema> schema_;
    std::unique_ptr<arrow::ArrayBuilder> rows_;
    std::int64_t size_ = 0;
    std::shared_ptr<arrow::io::FileOutputStream> file_;
    std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

}  // namespace

std::unique_ptr<ParquetOutput> createFile(const std::filesystem::path& file, const Json& features) {
    return std::make_unique<Output>(file, features);
}

}  // namespace atelier::data::parquet_part
