#include "data/store/edit_log.h"

#include "data/sample_json.h"
#include "data/store/sample_rows.h"

namespace atelier::data::store {
namespace fs = std::filesystem;
namespace {

constexpr const char* kInfo =
    "SELECT id, time, description, (SELECT count(*) FROM edit_changes WHERE edit = edits.id), undone, kind, arguments "
    "FROM edits ";

EditInfo infoOf(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(),
            row.getColumn(1).getString(),
            row.getColumn(2).getString(),
            row.getColumn(3).getInt64(),
            row.getColumn(4).getInt() != 0,
            {row.getColumn(5).getString(),
             parseJson(row.getColumn(6).getString(), "the history of the dataset").get<std::vector<std::string>>()}};
}

}  // namespace

EditLog::EditLog(SQLite::Database& database, std::int64_t dataset, fs::path root)
    : database_(database), dataset_(dataset), root_(std::move(root)) {}

std::int64_t EditLog::append(const std::string& description, const EditWords& words, const std::vector<Change>& changes,
                             const std::vector<std::int64_t>& rows) {
    SQLite::Statement add(database_, "INSERT INTO edits (dataset, description, kind, arguments) VALUES (?, ?, ?, ?)");
    add.bind(1, dataset_);
    add.bind(2, description);
    add.bind(3, words.kind);
    add.bind(4, Json(words.arguments).dump(-1, ' ', false, Json::error_handler_t::replace));
    add.exec();
    const std::int64_t id = database_.getLastInsertRowid();
    extend(id, changes, rows);
    return id;
}

void EditLog::extend(std::int64_t id, const std::vector<Change>& changes, const std::vector<std::int64_t>& rows) {
    SQLite::Statement insert(database_,
                             "INSERT INTO edit_changes (edit, place, before, after) VALUES (?, ?, ?, ?) "
                             "ON CONFLICT (edit, place) DO UPDATE SET after = excluded.after");
    for (std::size_t i = 0; i < changes.size(); ++i) {
        insert.bind(1, id);
        insert.bind(2, rows[i]);
        bindSample(insert, 3, changes[i].before);
        bindSample(insert, 4, changes[i].after);
        insert.exec();
        insert.reset();
    }
    SQLite::Statement measure(database_,
                              "UPDATE edits SET time = CURRENT_TIMESTAMP, bytes = (SELECT "
                              "total(coalesce(length(before), 0) + coalesce(length(after), 0)) FROM edit_changes WHERE "
                              "edit = ?1) WHERE id = ?1");
    measure.bind(1, id);
    measure.exec();
}

void EditLog::dropUndone() {
    SQLite::Statement drop(database_, "DELETE FROM edits WHERE dataset = ? AND undone");
    drop.bind(1, dataset_);
    drop.exec();
}

void EditLog::dropOldest() {
    std::int64_t edits = 0, bytes = 0;
    std::vector<std::int64_t> surplus;
    SQLite::Statement newestFirst(database_, "SELECT id, bytes FROM edits WHERE dataset = ? ORDER BY id DESC");
    newestFirst.bind(1, dataset_);
    while (newestFirst.executeStep()) {
        bytes += newestFirst.getColumn(1).getInt64();
        if (++edits > 1 && (edits > kMostEdits || bytes > kMostEditBytes))
            surplus.push_back(newestFirst.getColumn(0).getInt64());
    }
    for (const std::int64_t id : surplus)
        drop(id);
}

void EditLog::drop(std::int64_t id) {
    SQLite::Statement drop(database_, "DELETE FROM edits WHERE id = ?");
    drop.bind(1, id);
    drop.exec();
}

std::optional<std::int64_t> EditLog::idOf(const char* query) {
    SQLite::Statement statement(database_, query);
    statement.bind(1, dataset_);
    statement.executeStep();
    if (statement.isColumnNull(0)) return std::nullopt;
    return statement.getColumn(0).getInt64();
}

std::optional<std::int64_t> EditLog::lastDone() {
    return idOf("SELECT max(id) FROM edits WHERE dataset = ? AND NOT undone");
}
std::optional<std::int64_t> EditLog::firstUndone() {
    return idOf("SELECT min(id) FROM edits WHERE dataset = ? AND undone");
}

void EditLog::setUndone(std::int64_t id, bool undone) {
    SQLite::Statement update(database_, "UPDATE edits SET undone = ? WHERE id = ?");
    update.bind(1, undone ? 1 : 0);
    update.bind(2, id);
    update.exec();
}

EditLog::Changes EditLog::read(std::int64_t id) {
    Changes all;
    SQLite::Statement query(database_, "SELECT place, before, after FROM edit_changes WHERE edit = ? ORDER BY place");
    query.bind(1, id);
    while (query.executeStep()) {
        Change change{sampleOf(query.getColumn(1)), sampleOf(query.getColumn(2))};
        if (!change.before && !change.after) continue;  // added, then removed under one merge key
        all.rows.push_back(query.getColumn(0).getInt64());
        all.changes.push_back(std::move(change));
    }
    return all;
}

EditInfo EditLog::info(std::int64_t id) {
    SQLite::Statement query(database_, std::string(kInfo) + "WHERE id = ?");
    query.bind(1, id);
    query.executeStep();
    return infoOf(query);
}

std::vector<EditInfo> EditLog::all() {
    std::vector<EditInfo> edits;
    SQLite::Statement query(database_, std::string(kInfo) + "WHERE dataset = ? ORDER BY id");
    query.bind(1, dataset_);
    while (query.executeStep())
        edits.push_back(infoOf(query));
    return edits;
}

void EditLog::bindSample(SQLite::Statement& statement, int index, const std::optional<Sample>& sample) const {
    if (!sample) {
        statement.bind(index);
        return;
    }
    Sample stored = *sample;
    for (Media& media : stored.media)
        media.path = storedPath(media.path, root_);
    const std::vector<std::uint8_t> bytes = Json::to_cbor(toJson(stored));
    statement.bind(index, static_cast<const void*>(bytes.data()), static_cast<int>(bytes.size()));
}

std::optional<Sample> EditLog::sampleOf(const SQLite::Column& column) const {
    if (column.isNull()) return std::nullopt;
    const auto* bytes = static_cast<const std::uint8_t*>(column.getBlob());
    Sample sample =
        uncheckedSampleFromJson(Json::from_cbor(bytes, bytes + column.getBytes()), "the history of the dataset");
    for (Media& media : sample.media)
        media.path = openedPath(media.path, root_);
    return sample;
}

}  // namespace atelier::data::store
