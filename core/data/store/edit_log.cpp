#include "data/store/edit_log.h"

#include "data/sample_json.h"
#include "data/store/sample_rows.h"

namespace atelier::data::store {
namespace fs = std::filesystem;
namespace {

constexpr const char* kInfo =
    "SELECT id, time, description, samples, undone, kind, arguments "
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

// use(name, member) for all that a sample has, by the keys of its JSON.
template <class F>
void forEachPart(F&& use) {
    use("id", &Sample::id);
    use("media", &Sample::media);
    use("turns", &Sample::turns);
    use("regions", &Sample::regions);
    use("tags", &Sample::tags);
    use("split", &Sample::split);
    use("checked", &Sample::checked);
    use("origin", &Sample::origin);
    use("group", &Sample::group);
    use("tools", &Sample::tools);
    use("metadata", &Sample::metadata);
}

}  // namespace

void setParts(Sample& sample, const Sample& kept, const std::set<std::string>& parts) {
    forEachPart([&](const char* name, auto part) {
        if (parts.contains(name)) sample.*part = kept.*part;
    });
}

bool hasParts(const Sample& sample, const Sample& kept, const std::set<std::string>& parts) {
    bool all = true;
    forEachPart(
        [&](const char* name, auto part) { all = all && (!parts.contains(name) || sample.*part == kept.*part); });
    return all;
}

EditLog::EditLog(SQLite::Database& database, std::int64_t dataset, fs::path root)
    : database_(database),
      dataset_(dataset),
      root_(std::move(root)),
      known_(database, "SELECT place, before, after, partial FROM edit_changes WHERE edit = ? AND place = ?"),
      put_(database,
           "INSERT OR REPLACE INTO edit_changes (edit, place, before, after, partial) VALUES (?, ?, ?, ?, ?)") {}

std::int64_t EditLog::begin(const std::string& description, const EditWords& words) {
    SQLite::Statement add(database_, "INSERT INTO edits (dataset, description, kind, arguments) VALUES (?, ?, ?, ?)");
    add.bind(1, dataset_);
    add.bind(2, description);
    add.bind(3, words.kind);
    add.bind(4, Json(words.arguments).dump(-1, ' ', false, Json::error_handler_t::replace));
    add.exec();
    return begun_ = database_.getLastInsertRowid();
}

void EditLog::add(std::int64_t id, std::int64_t row, const Sample* before, const Sample* after) {
    if (id == begun_) return put(id, row, before, after);
    known_.bind(1, id);
    known_.bind(2, row);
    std::optional<KeptChange> kept;
    if (known_.executeStep()) kept = changeOf(known_);
    known_.reset();
    if (!kept) return put(id, row, before, after);
    if (kept->partial) {
        Sample first = *before;
        setParts(first, *kept->before, kept->parts);
        return put(id, row, &first, after);
    }
    put(id, row, kept->before ? &*kept->before : nullptr, after);
}

void EditLog::put(std::int64_t id, std::int64_t row, const Sample* before, const Sample* after) {
    const bool partial = before && after;
    const bool sameId = partial && before->id == after->id;
    Sample old, now;
    if (partial)
        forEachPart([&](const char*, auto part) {
            if (before->*part == after->*part) return;
            old.*part = before->*part;
            now.*part = after->*part;
        });
    put_.bind(1, id);
    put_.bind(2, row);
    bindSample(3, partial ? &old : before, sameId);
    bindSample(4, partial ? &now : after, sameId);
    put_.bind(5, partial ? 1 : 0);
    put_.exec();
    put_.reset();
}

void EditLog::bindSample(int index, const Sample* sample, bool withoutId) {
    if (!sample) {
        put_.bind(index);
        return;
    }
    Json json;
    if (sample->media.empty()) {
        json = toJson(*sample);
    } else {
        Sample stored = *sample;
        for (Media& media : stored.media)
            media.path = storedPath(media.path, root_);
        json = toJson(stored);
    }
    if (withoutId) json.erase("id");
    const std::vector<std::uint8_t> bytes = Json::to_cbor(json);
    put_.bind(index, static_cast<const void*>(bytes.data()), static_cast<int>(bytes.size()));
    added_ += std::ssize(bytes);
}

void EditLog::finish(std::int64_t id, std::int64_t changes) {
    const bool whole = id == begun_;
    SQLite::Statement measure(
        database_,
        whole ? "UPDATE edits SET samples = ?2, bytes = ?3 WHERE id = ?1"
              : "UPDATE edits SET time = CURRENT_TIMESTAMP, samples = (SELECT count(*) FROM edit_changes "
                "WHERE edit = ?1), bytes = (SELECT total(coalesce(length(before), 0) + coalesce(length(after), "
                "0)) FROM edit_changes WHERE edit = ?1) WHERE id = ?1");
    measure.bind(1, id);
    if (whole) {
        measure.bind(2, changes);
        measure.bind(3, added_);
    }
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

void EditLog::forEach(std::int64_t id, Kind kind, bool back, const std::function<void(KeptChange&&)>& use) {
    const std::string before = back ? "after" : "before", after = back ? "before" : "after";
    SQLite::Statement query(
        database_,
        "SELECT place, " + before + ", " + after + ", partial FROM edit_changes WHERE edit = ? AND " +
            (kind == Kind::Removals ? after + " IS NULL AND " + before + " IS NOT NULL" : after + " IS NOT NULL") +
            " ORDER BY place");
    query.bind(1, id);
    while (query.executeStep())
        use(changeOf(query));
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

KeptChange EditLog::changeOf(SQLite::Statement& row) const {
    KeptChange change;
    change.row = row.getColumn(0).getInt64();
    change.partial = row.getColumn(3).getInt() != 0;
    const auto sampleOf = [&](int column) -> std::optional<Sample> {
        if (row.isColumnNull(column)) return std::nullopt;
        const SQLite::Column blob = row.getColumn(column);
        const auto* bytes = static_cast<const std::uint8_t*>(blob.getBlob());
        const Json json = Json::from_cbor(bytes, bytes + blob.getBytes());
        if (change.partial)
            for (const auto& [key, _] : json.items())
                change.parts.insert(key);
        Sample sample = uncheckedSampleFromJson(json, "the history of the dataset");
        for (Media& media : sample.media)
            media.path = openedPath(media.path, root_);
        return sample;
    };
    change.before = sampleOf(1);
    change.after = sampleOf(2);
    return change;
}

}  // namespace atelier::data::store
