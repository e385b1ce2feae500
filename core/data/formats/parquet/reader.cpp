#include "data/formats/parquet/parts.h"

#include <arrow/io/file.h>
#include <numeric>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

namespace atelier::data::parquet_part {
namespace fs = std::filesystem;
namespace {

// What a file may ask for at once, whatever it claims its pages are: a page of many large pictures is some 100 MB.
constexpr std::int64_t kMostMemory = std::int64_t(2) << 30;
constexpr std::int64_t kRows = 16;         // in memory at once
constexpr int kDeepest = 32;               // lists and structs in one another
constexpr std::int64_t kBuffer = 1 << 20;  // bytes of a column that are read at once

int depthOf(const arrow::DataType& type) {
    int deepest = 0;
    for (const auto& field : type.fields())
        deepest = std::max(deepest, depthOf(*field->type()));
    return deepest + 1;
}

// What stands under "huggingface" is a help only: what cannot be read is nothing.
Json featuresOf(const arrow::Schema& schema) {
    const auto& metadata = schema.metadata();
    const int index = metadata ? metadata->FindKey("huggingface") : -1;
    if (index < 0) return {};
    try {
        const Json all = parseJson(metadata->value(index), "huggingface", 1'000'000);
        const Json* at = &all;
        for (const char* key : {"info", "features"}) {
            const auto found = at->find(key);
            if (found == at->end()) return {};
            at = &*found;
        }
        return at->is_object() ? *at : Json();
    } catch (const Error&) {
        return {};
    }
}

Json rowOf(const arrow::RecordBatch& batch, std::int64_t index) {
    Json row = Json::object();
    for (int column = 0; column < batch.num_columns(); ++column)
        row[batch.schema()->field(column)->name()] = jsonOf(*batch.column(column), index);
    return row;
}

class File : public ParquetFile {
public:
    explicit File(const fs::path& file) : where_(file.string()), pool_(arrow::default_memory_pool(), kMostMemory) {
        std::error_code code;
        if (!fs::is_regular_file(file, code)) throw Error("no such file", where_);
        guarded(where_, [&] {
            auto source = orThrow(arrow::io::ReadableFile::Open(where_, &pool_), where_);
            parquet::ReaderProperties properties(&pool_);
            properties.enable_buffered_stream();
            properties.set_buffer_size(kBuffer);
            properties.set_page_checksum_verification(true);
            parquet::ArrowReaderProperties reading;
            reading.set_use_threads(false);
            reading.set_pre_buffer(false);  // else whole row groups lie in memory
            reading.set_batch_size(kRows);
            reader_ = orThrow(parquet::arrow::FileReader::Make(
                                  &pool_, parquet::ParquetFileReader::Open(std::move(source), properties), reading),
                              where_);
            std::shared_ptr<arrow::Schema> schema;
            orThrow(reader_->GetSchema(&schema), where_);
            for (const auto& field : schema->fields()) {
                if (depthOf(*field->type()) > kDeepest)
                    throw Error("the column \"" + field->name() + "\" is nested too deep", where_);
                columns_.push_back({field->name(), holdsBytes(*field->type())});
            }
            features_ = featuresOf(*schema);
            rows_ = reader_->parquet_reader()->metadata()->num_rows();
        });
    }

    const std::vector<Column>& columns() const override { return columns_; }
    std::int64_t rows() const override { return rows_; }
    const Json& features() const override { return features_; }

    void forEachRow(const std::function<bool(Json&&, std::int64_t)>& use) override {
        const auto batches = guarded(where_, [&] { return orThrow(reader_->GetRecordBatchReader(), where_); });
        for (std::int64_t index = 0;;) {
            const std::string where = where_ + ", behind row " + std::to_string(index);
            const auto batch = guarded(where, [&] {
                auto next = orThrow(batches->Next(), where);
                if (next) orThrow(next->ValidateFull(), where);
                return next;
            });
            if (!batch) return;
            for (std::int64_t i = 0; i < batch->num_rows(); ++i)
                if (!use(guarded(where, [&] { return rowOf(*batch, i); }), index++)) return;
        }
    }

private:
    std::string where_;
    arrow::CappedMemoryPool pool_;
    std::unique_ptr<parquet::arrow::FileReader> reader_;
    std::vector<Column> columns_;
    std::int64_t rows_ = 0;
    Json features_;
};

}  // namespace

void orThrow(const arrow::Status& status, const std::string& where) {
    if (status.ok()) return;
    if (status.IsOutOfMemory())
        throw Error("a part of the file asks for more memory than there is: " + status.message(), where,
                    "it is damaged, or its pages are too large");
    throw Error("the file cannot be read or written: " + status.message(), where,
                "it may be damaged, cut off, or no Parquet file");
}

std::unique_ptr<ParquetFile> openFile(const fs::path& file) {
    return std::make_unique<File>(file);
}

}  // namespace atelier::data::parquet_part
