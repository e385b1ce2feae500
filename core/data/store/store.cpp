#include "data/store/store.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

namespace atelier::data::store {

// What each version added to the one before. A new file is made by the same steps, so that it cannot differ from a
// migrated one.
//
// `ordinal` keeps lists in order. Points of a region: pairs of little-endian doubles.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    root TEXT NOT NULL,
    added TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE samples (
    id INTEGER PRIMARY KEY,
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    split TEXT NOT NULL DEFAULT '' CHECK (split IN ('', 'train', 'validation', 'test')),
    checked INTEGER NOT NULL DEFAULT 0,
    origin TEXT NOT NULL DEFAULT '',
    grp TEXT NOT NULL DEFAULT '',
    UNIQUE (dataset, key)
);
CREATE INDEX samples_of_dataset ON samples (dataset);
CREATE TABLE media (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    path TEXT NOT NULL,
    crop_left REAL, crop_top REAL, crop_right REAL, crop_bottom REAL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
CREATE TABLE turns (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    role INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
CREATE TABLE regions (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    media INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    points BLOB NOT NULL,
    label TEXT NOT NULL,
    transcription TEXT NOT NULL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
CREATE TABLE tags (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (sample, ordinal)
) WITHOUT ROWID;
)sql";

// Links to words; parts of videos. `revision` of a sample: the number of the transaction that last changed what a model
// sees of it; `revisions` holds the last number given.
// An edit keeps each changed sample before and after, as CBOR of its JSON with paths as they are stored (bytes that are
// no UTF-8 pass); NULL: it was not there. `place` is the sample's row, to which undo brings it back.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE media ADD COLUMN range_begin REAL;
ALTER TABLE media ADD COLUMN range_end REAL;
ALTER TABLE samples ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
CREATE TABLE revisions (last INTEGER NOT NULL);
INSERT INTO revisions VALUES (0);
CREATE TABLE spans (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    region INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (sample, region, ordinal)
) WITHOUT ROWID;
CREATE TABLE edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    time TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    description TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX edits_of_dataset ON edits (dataset);
CREATE TABLE edit_changes (
    edit INTEGER NOT NULL REFERENCES edits(id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    before BLOB,
    after BLOB,
    PRIMARY KEY (edit, place)
) WITHOUT ROWID;
CREATE INDEX changes_of_place ON edit_changes (place);
CREATE TABLE token_counts (
    sample INTEGER NOT NULL REFERENCES samples(id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    revision INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    image_tokens INTEGER NOT NULL,
    PRIMARY KEY (sample, model)
) WITHOUT ROWID;
CREATE TABLE image_hashes (
    path TEXT PRIMARY KEY,
    modified INTEGER NOT NULL,
    size INTEGER NOT NULL,
    hash INTEGER NOT NULL
) WITHOUT ROWID;
)sql";

// `key_fields`: a JSON Schema of the dataset's answers. `kind` and `arguments` (a JSON list of texts) of an edit: what
// its description says, for windows in other languages.
constexpr const char* kVersion3 = R"sql(
ALTER TABLE datasets ADD COLUMN key_fields TEXT NOT NULL DEFAULT '';
ALTER TABLE edits ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE edits ADD COLUMN arguments TEXT NOT NULL DEFAULT '[]';
)sql";

// `details`: what few rows have, as JSON (sample_json.h); NULL: nothing. `classes`: a JSON list of the dataset's
// classes.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE samples ADD COLUMN details TEXT;
ALTER TABLE turns ADD COLUMN details TEXT;
ALTER TABLE regions ADD COLUMN details TEXT;
ALTER TABLE datasets ADD COLUMN classes TEXT NOT NULL DEFAULT '';
)sql";

// For large datasets. What filters ask for most is counted in the sample's row (`*_characters` as length() counts);
// `words` has the rows (row_set.h) of each term (terms.h) by blocks of rows, `vocabulary` the words among the terms.
// `indexed`: whether the dataset's samples are in them. An edit's `samples`: how many it changed; a `partial` change
// keeps only what differs.
constexpr const char* kVersion5 = R"sql(
DROP TABLE image_hashes;
ALTER TABLE samples ADD COLUMN images INTEGER NOT NULL DEFAULT 0;
ALTER TABLE samples ADD COLUMN videos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE samples ADD COLUMN turns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE samples ADD COLUMN regions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE samples ADD COLUMN answer_characters INTEGER NOT NULL DEFAULT 0;
ALTER TABLE samples ADD COLUMN prompt_characters INTEGER NOT NULL DEFAULT 0;
UPDATE samples SET
    images = (SELECT count(*) FROM media WHERE sample = samples.id AND kind = 0),
    videos = (SELECT count(*) FROM media WHERE sample = samples.id AND kind = 1),
    turns = (SELECT count(*) FROM turns WHERE sample = samples.id),
    regions = (SELECT count(*) FROM regions WHERE sample = samples.id),
    answer_characters = (SELECT total(length(text)) FROM turns WHERE sample = samples.id AND role = 2),
    prompt_characters = (SELECT total(length(text)) FROM turns WHERE sample = samples.id AND role <> 2);
ALTER TABLE datasets ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE words (
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    block INTEGER NOT NULL,
    word BLOB NOT NULL,
    rows BLOB NOT NULL,
    PRIMARY KEY (dataset, block, word)
) WITHOUT ROWID;
CREATE TABLE vocabulary (
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    word BLOB NOT NULL,
    PRIMARY KEY (dataset, word)
) WITHOUT ROWID;
ALTER TABLE edits ADD COLUMN samples INTEGER NOT NULL DEFAULT 0;
UPDATE edits SET samples = (SELECT count(*) FROM edit_changes WHERE edit = edits.id);
ALTER TABLE edit_changes ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
)sql";

constexpr std::array kSteps{kVersion1, kVersion2, kVersion3, kVersion4, kVersion5};
static_assert(kSteps.size() == kVersion);

Error translated(const SQLite::Exception& error, const std::filesystem::path& file) {
    const std::string what = error.what();
    switch (error.getErrorCode()) {
        case SQLITE_FULL:
            return Error::failure("the disk is full; nothing of this change was kept", file.string(),
                                  "free some space and try again");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Error("another program is writing to the project", file.string(), "close it and try again");
        case SQLITE_NOTADB:
            return Error("the project file is damaged or of another program", file.string(),
                         "restore it from a copy, or choose another folder");
        case SQLITE_CORRUPT:
            return Error("the project file is damaged: " + what, file.string(), "restore it from a copy");
        case SQLITE_CANTOPEN:
            return Error("the project file cannot be opened", file.string(),
                         "look whether it is there and whether you may read and write it");
        case SQLITE_CONSTRAINT:
            return Error("what was to be stored breaks a rule of the project: " + what, file.string());
        case SQLITE_READONLY:
            return Error("the project is read-only", file.string(), "choose a folder you may write to");
        default:
            return Error::failure(what, file.string());
    }
}

void createTables(SQLite::Database& database) {
    migrate(database, 0);
}

void migrate(SQLite::Database& database, int version) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (auto step = static_cast<std::size_t>(version); step < kSteps.size(); ++step)
        database.exec(kSteps[step]);
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    database.exec("PRAGMA user_version = " + std::to_string(kVersion));
    transaction.commit();
}

bool isBlank(SQLite::Database& database) {
    return database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

int checkedVersion(SQLite::Database& database, const std::filesystem::path& file) {
    if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId)
        throw Error("the project file is of another program", file.string(), "choose another folder");
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > kVersion)
        throw Error("the project was written by a newer Atelier (its format is " + std::to_string(version) +
                        ", this one reads up to " + std::to_string(kVersion) + ")",
                    file.string(), "update Atelier");
    if (version < 1) throw Error("the project file is damaged: it names no version", file.string());
    return version;
}

WriterLock::WriterLock(const std::filesystem::path& folder) {
    const auto path = folder / "project.lock";
    fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd_ < 0) {
        reason_ = std::string("the project folder cannot be written to: ") + std::strerror(errno);
        return;
    }
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        char owner[32] = {};
        const ssize_t size = ::pread(fd_, owner, sizeof owner - 1, 0);
        reason_ = "the project is open for writing in another window or program";
        if (size > 0) reason_ += " (process " + std::to_string(std::strtol(owner, nullptr, 10)) + ")";
        return;
    }
    held_ = true;
    const std::string pid = std::to_string(::getpid()) + "\n";
    // Only a courtesy to whoever is refused: a full disk must not keep the project shut.
    if (::ftruncate(fd_, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(fd_, pid.data(), pid.size(), 0);
}

WriterLock::~WriterLock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace atelier::data::store
