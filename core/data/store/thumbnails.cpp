#include "data/store/thumbnails.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <sys/stat.h>
#include <utility>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

// 2: deep greys are no longer clipped
constexpr int kVersion = 2;
constexpr const char* kTables =
    "CREATE TABLE IF NOT EXISTS thumbnails (id INTEGER PRIMARY KEY, file BLOB NOT NULL, what BLOB NOT NULL, "
    "size INTEGER NOT NULL, changed INTEGER NOT NULL, picture BLOB NOT NULL, UNIQUE (file, what))";

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
    : cache_(project / "thumbnails.sqlite", {kVersion, kTables, trim}, readOnly) {}

Thumbnails::~Thumbnails() = default;

std::optional<std::string> Thumbnails::find(const Key& key) {
    std::optional<std::string> found;
    cache_.read([&](SQLite::Database& database) {
        SQLite::Statement query(
            database, "SELECT picture FROM thumbnails WHERE file = ? AND what = ? AND size = ? AND changed = ?");
        bindKey(query, key);
        if (query.executeStep()) found = query.getColumn(0).getString();
    });
    return found;
}

void Thumbnails::keep(const Key& key, const std::string& bytes) {
    cache_.write([&](SQLite::Database& database) {
        SQLite::Statement insert(database,
                                 "INSERT OR REPLACE INTO thumbnails (file, what, size, changed, picture) "
                                 "VALUES (?, ?, ?, ?, ?)");
        bindKey(insert, key);
        insert.bindNoCopy(5, bytes.data(), static_cast<int>(bytes.size()));
        insert.exec();
    });
}

}  // namespace atelier::data
