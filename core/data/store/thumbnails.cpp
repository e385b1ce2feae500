#include "data/store/thumbnails.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <sys/stat.h>
#include <utility>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

constexpr int kVersion = 1;
constexpr int kBusyMilliseconds = 200;  // another program's write is short; a thumbnail is made as fast as waited for

void trim(SQLite::Database& database, std::int64_t bytes) {
    if (bytes <= Thumbnails::kLimit) return;
    database.exec("DELETE FROM thumbnails WHERE id <= (SELECT (min(id) + max(id)) / 2 FROM thumbnails)");
    database.exec("VACUUM");
}

void bindKey(SQLite::Statement& statement, const Thumbnails::Key& key) {
    statement.bindNoCopy(1, key.file.data(), static_cast<int>(key.file.size()));
    statement.bindNoCopy(2, key.what.data(), static_cast<int>(key.what.size()));
    statement.bind(3, key.size);
    statement.bind(4, key.changed);
}

}  // namespace

std::optional<Thumbnails::Key> Thumbnails::keyOf(const fs::path& file, const std::string& what) {
    struct stat facts{};
    if (::stat(file.c_str(), &facts) != 0) return std::nullopt;
    return Key{file.string(), what, facts.st_size, facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec};
}

Thumbnails::Thumbnails(const fs::path& project, bool readOnly)
    : file_(project / "thumbnails.sqlite"), readOnly_(readOnly) {}

Thumbnails::~Thumbnails() = default;

SQLite::Database* Thumbnails::database() {
    if (std::exchange(opened_, true)) return database_.get();
    try {
        open();
    } catch (const SQLite::Exception&) {
        database_.reset();
        if (readOnly_) return nullptr;
        // Damaged, or of another version: it holds nothing that cannot be made again.
        std::error_code none;
        for (const char* suffix : {"", "-wal", "-shm"})
            fs::remove(fs::path(file_.string() + suffix), none);
        try {
            open();
        } catch (const SQLite::Exception&) {
            database_.reset();
        }
    }
    return database_.get();
}

void Thumbnails::open() {
    database_ = std::make_unique<SQLite::Database>(
        file_.string(), readOnly_ ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
        kBusyMilliseconds);
    if (!readOnly_) {
        database_->exec("PRAGMA journal_mode = WAL");
        database_->exec("PRAGMA synchronous = OFF");  // a lost cache is no loss
        database_->exec(
            "CREATE TABLE IF NOT EXISTS thumbnails (id INTEGER PRIMARY KEY, file BLOB NOT NULL, what BLOB NOT NULL, "
            "size INTEGER NOT NULL, changed INTEGER NOT NULL, picture BLOB NOT NULL, UNIQUE (file, what))");
        if (database_->execAndGet("PRAGMA user_version").getInt() == 0)
            database_->exec("PRAGMA user_version = " + std::to_string(kVersion));
        std::error_code none;
        trim(*database_, static_cast<std::int64_t>(fs::file_size(file_, none)));
    }
    if (database_->execAndGet("PRAGMA user_version").getInt() != kVersion)
        throw SQLite::Exception("thumbnails of another version");
}

std::optional<std::string> Thumbnails::find(const Key& key) {
    const std::lock_guard lock(mutex_);
    auto* cache = database();
    if (!cache) return std::nullopt;
    try {
        SQLite::Statement query(
            *cache, "SELECT picture FROM thumbnails WHERE file = ? AND what = ? AND size = ? AND changed = ?");
        bindKey(query, key);
        if (!query.executeStep()) return std::nullopt;
        return query.getColumn(0).getString();
    } catch (const SQLite::Exception&) {
        return std::nullopt;
    }
}

void Thumbnails::keep(const Key& key, const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    auto* cache = readOnly_ ? nullptr : database();
    if (!cache) return;
    try {
        SQLite::Statement insert(*cache,
                                 "INSERT OR REPLACE INTO thumbnails (file, what, size, changed, picture) "
                                 "VALUES (?, ?, ?, ?, ?)");
        bindKey(insert, key);
        insert.bindNoCopy(5, bytes.data(), static_cast<int>(bytes.size()));
        insert.exec();
    } catch (const SQLite::Exception&) {
        // A full disk or another program's lock: the picture is made again next time.
    }
}

}  // namespace atelier::data
