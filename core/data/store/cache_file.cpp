#include "data/store/cache_file.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <utility>

namespace atelier::data::store {
namespace fs = std::filesystem;
namespace {

constexpr int kBusyMilliseconds = 200;  // another program's write is short; what is kept is made as fast as waited for

}  // namespace

CacheFile::CacheFile(fs::path file, Layout layout, bool readOnly)
    : file_(std::move(file)), layout_(std::move(layout)), readOnly_(readOnly) {}

CacheFile::~CacheFile() = default;

SQLite::Database* CacheFile::database() {
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

void CacheFile::open() {
    database_ = std::make_unique<SQLite::Database>(
        file_.string(), readOnly_ ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
        kBusyMilliseconds);
    if (!readOnly_) {
        database_->exec("PRAGMA journal_mode = WAL");
        database_->exec("PRAGMA synchronous = OFF");  // a lost cache is no loss
        if (database_->execAndGet("PRAGMA user_version").getInt() == 0) {
            database_->exec(layout_.tables);
            database_->exec("PRAGMA user_version = " + std::to_string(layout_.version));
        }
        std::error_code none;
        if (layout_.tidy) layout_.tidy(*database_, static_cast<std::int64_t>(fs::file_size(file_, none)));
    }
    if (database_->execAndGet("PRAGMA user_version").getInt() != layout_.version)
        throw SQLite::Exception("a cache of another version");
}

bool CacheFile::read(const std::function<void(SQLite::Database&)>& action) {
    const std::lock_guard lock(mutex_);
    auto* cache = database();
    if (!cache) return false;
    try {
        action(*cache);
        return true;
    } catch (const SQLite::Exception&) {
        return false;  // a full disk or another program's lock: what was asked for is made again
    }
}

bool CacheFile::write(const std::function<void(SQLite::Database&)>& action) {
    return !readOnly_ && read(action);
}

}  // namespace atelier::data::store
