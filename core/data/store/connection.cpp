#include "data/store/connection.h"

#include "data/store/sql_functions.h"
#include "data/store/word_index.h"

#include <SQLiteCpp/Backup.h>

#include <unistd.h>

namespace atelier::data::store {
namespace fs = std::filesystem;
namespace {

constexpr int kBusyMilliseconds = 5000;

// "file:" URI of a database on a medium that cannot be written: SQLite then needs no -wal and -shm files beside it.
std::string immutableUri(const fs::path& file) {
    constexpr const char* kHex = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const unsigned char c : file.string()) {
        if (std::isalnum(c) || c == '/' || c == '.' || c == '-' || c == '_')
            uri += static_cast<char>(c);
        else
            (uri += '%') += {kHex[c >> 4], kHex[c & 15]};
    }
    return uri + "?immutable=1";
}

std::unique_ptr<SQLite::Database> copyInMemory(SQLite::Database& database) {
    auto copy =
        std::make_unique<SQLite::Database>(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMilliseconds);
    SQLite::Backup(*copy, database).executeStep();
    return copy;
}

}  // namespace

Connection::Connection(const fs::path& folder, Mode mode, std::unique_ptr<WriterLock> lock, std::string readOnlyReason)
    : folder_(folder),
      file_(folder / "project.sqlite"),
      lock_(std::move(lock)),
      readOnlyReason_(std::move(readOnlyReason)) {
    guarded(file_, [&] {
        if (mode == Mode::Read) {
            const bool frozen = ::access(folder_.c_str(), W_OK) != 0;
            database_ = std::make_unique<SQLite::Database>(frozen ? immutableUri(file_) : file_.string(),
                                                           SQLite::OPEN_READONLY | (frozen ? SQLite::OPEN_URI : 0),
                                                           kBusyMilliseconds);
        } else {
            database_ = std::make_unique<SQLite::Database>(
                file_.string(), SQLite::OPEN_READWRITE | (mode == Mode::Create ? SQLite::OPEN_CREATE : 0),
                kBusyMilliseconds);
            database_->exec("PRAGMA journal_mode = WAL");
            database_->exec("PRAGMA synchronous = FULL");
            database_->exec("PRAGMA foreign_keys = ON");
            database_->exec(
                "PRAGMA cache_size = -65536");  // KiB: an import or an edit of all samples writes to many places
        }
        if (mode != Mode::Read && isBlank(*database_)) createTables(*database_);
        if (const int version = checkedVersion(*database_, file_); version < kVersion) {
            if (mode == Mode::Read) database_ = copyInMemory(*database_);
            migrate(*database_, version);
        }
        addFunctions(*database_, folder_);
        // A project of an older version has no index of words; one that cannot be written is searched without.
        if (mode != Mode::Read) indexAll(*database_);
    });
}

void Connection::requireWritable() const {
    if (!readOnlyReason_.empty()) throw Error("cannot change the project: " + readOnlyReason_, file_.string());
}

std::optional<std::int64_t> Connection::datasetId(const std::string& name) const {
    SQLite::Statement query(*database_, "SELECT id FROM datasets WHERE name = ?");
    query.bind(1, name);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getInt64();
}

std::vector<std::string> Connection::datasetNames() const {
    std::vector<std::string> names;
    SQLite::Statement query(*database_, "SELECT name FROM datasets ORDER BY id");
    while (query.executeStep())
        names.push_back(query.getColumn(0).getString());
    return names;
}

std::int64_t Connection::requireDataset(const std::string& name) const {
    if (const auto id = datasetId(name)) return *id;
    std::string known;
    for (const std::string& one : datasetNames())
        known += (known.empty() ? "" : ", ") + one;
    throw Error("there is no dataset \"" + name + "\"", file_.string(),
                known.empty() ? "the project is empty; import one first" : "known: " + known);
}

fs::path Connection::rootOf(std::int64_t dataset) const {
    SQLite::Statement query(*database_, "SELECT root FROM datasets WHERE id = ?");
    query.bind(1, dataset);
    query.executeStep();
    const fs::path root = query.getColumn(0).getString();
    if (root == ".") return folder_;
    return root.is_relative() ? (folder_ / root).lexically_normal() : root;
}

}  // namespace atelier::data::store
