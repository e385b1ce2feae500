#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

namespace SQLite {
class Database;
}

namespace atelier::data::store {

/// An SQLite file beside the project's that holds only what can be made again, and may be deleted at any time. For
/// several threads and programs at once. Never throws: a file that is damaged or of another version is created again,
/// and where none can be opened there is none.
class CacheFile {
public:
    struct Layout {
        int version = 1;
        const char* tables = "";  ///< "CREATE TABLE IF NOT EXISTS …"
        /// Called once for a file of so many bytes that may be written; optional.
        std::function<void(SQLite::Database&, std::int64_t bytes)> tidy = {};
    };
    /// Opens nothing yet. With `readOnly` nothing is written, and nothing is made.
    CacheFile(std::filesystem::path file, Layout layout, bool readOnly);
    ~CacheFile();

    /// Whether there is a file and `action` came to its end; one thread at a time.
    bool read(const std::function<void(SQLite::Database&)>& action);
    /// The same; false where the file is not to be written.
    bool write(const std::function<void(SQLite::Database&)>& action);

private:
    SQLite::Database* database();
    void open();

    std::mutex mutex_;
    const std::filesystem::path file_;
    const Layout layout_;
    const bool readOnly_;
    bool opened_ = false;
    std::unique_ptr<SQLite::Database> database_;  // none where there is no cache
};

}  // namespace atelier::data::store
