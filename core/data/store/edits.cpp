#include "data/store/edits.h"

#include "common/error.h"
#include "data/store/class_list.h"
#include "data/store/connection.h"
#include "data/store/edit_log.h"
#include "data/store/sample_rows.h"

#include <algorithm>

namespace atelier::data {
namespace fs = std::filesystem;
using store::Connection;
using store::EditLog;

namespace {

// One dataset inside a transaction.
class Editor {
public:
    Editor(Connection& connection, const std::string& dataset)
        : name_(dataset),
          watch_(connection.watch),
          id_(connection.requireDataset(dataset)),
          root_(connection.rootOf(id_)),
          database_(connection.database()),
          reader_(database_, id_, root_),
          writer_(database_, id_, root_),
          rowOf_(database_, "SELECT id FROM samples WHERE dataset = ? AND key = ?"),
          log_(database_, id_, root_) {}

    std::int64_t id() const { return id_; }
    EditLog& log() { return log_; }

    void applyClasses(const ClassesChange& change) {
        store::requireClasses(change.after, name_);
        if (store::readClasses(database_, id_) != change.before)
            throw Error("the list of classes was changed since it was read", name_,
                        "look at it again, then repeat the change");
        store::writeClasses(database_, id_, change.after);
    }

    // The list that an edit of classes found (back) or made.
    void replayClasses(const EditWords& words, bool back) {
        if (words.kind != kClassesChanged || words.arguments.size() != 2) return;
        const std::string& wanted = words.arguments[back ? 0 : 1];
        const std::string& expected = words.arguments[back ? 1 : 0];
        if (store::storedClasses(store::readClasses(database_, id_)) != expected)
            throw Error("the list of classes is not as this edit left it", name_);
        store::writeClasses(database_, id_, store::classesFromStored(wanted, name_));
    }

    // Rows of the changes.
    std::vector<std::int64_t> apply(const std::vector<Change>& changes) {
        std::vector<std::int64_t> rows(changes.size());
        const std::int64_t count = std::ssize(changes);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            // Reading the samples was the first half of the work, looking at them is the third quarter.
            watch_.at(2 * count + static_cast<std::int64_t>(i), 4 * count);
            if (changes[i].after) requireAllowed(changes[i]);
            if (changes[i].before) rows[i] = requireRow(*changes[i].before);
        }
        write(changes, rows, 3 * count, 4 * count);
        return rows;
    }

    void replay(const std::vector<Change>& changes, std::vector<std::int64_t> rows) {
        const std::int64_t count = std::ssize(changes);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            watch_.at(static_cast<std::int64_t>(i), 2 * count);
            if (reader_.read(rows[i]) != changes[i].before)
                throw Error("the sample \"" + (changes[i].before ? changes[i].before : changes[i].after)->id +
                                "\" is not as this edit left it",
                            name_);
        }
        write(changes, rows, count, 2 * count);
    }

private:
    // Ids are unique at every moment: what goes makes room for what comes. A row of 0 is given by the writer.
    void write(const std::vector<Change>& changes, std::vector<std::int64_t>& rows, std::int64_t done,
               std::int64_t total) {
        for (std::size_t i = 0; i < changes.size(); ++i)
            if (changes[i].before && !changes[i].after) writer_.remove(rows[i]);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            watch_.at(done++, total);
            const auto& [before, after] = changes[i];
            if (!after) continue;
            if (before ? before->id != after->id : true) requireFree(after->id);
            if (before)
                writer_.update(rows[i], *before, *after);
            else if (rows[i] != 0)
                writer_.insert(rows[i], *after);
            else
                rows[i] = writer_.append(*after);
        }
    }

    std::optional<std::int64_t> rowOf(const std::string& id) {
        rowOf_.bind(1, id_);
        rowOf_.bind(2, id);
        std::optional<std::int64_t> row;
        if (rowOf_.executeStep()) row = rowOf_.getColumn(0).getInt64();
        rowOf_.reset();
        return row;
    }

    std::int64_t requireRow(const Sample& before) {
        const auto row = rowOf(before.id);
        if (!row) throw Error("there is no sample \"" + before.id + "\"", name_);
        if (reader_.read(*row) != before)
            throw Error("the sample \"" + before.id + "\" was changed since it was read", name_,
                        "look at it again, then repeat the change");
        return *row;
    }

    void requireFree(const std::string& id) {
        if (rowOf(id)) throw Error("there is a sample \"" + id + "\" already", name_, "give another id");
    }

    void requireAllowed(const Change& change) const {
        const Sample& after = *change.after;
        if (after.id.empty()) throw Error("a sample needs an id", name_);
        // What was stored with a fault can still be tagged, checked or assigned to a split.
        Sample changed = after;
        if (change.before && change.before->media == after.media && change.before->turns == after.turns &&
            change.before->regions == after.regions)
            changed.regions.clear();
        requireValid(changed, after.id);
        for (const Media& media : after.media) {
            const auto same = [&](const Media& other) { return other.path == media.path; };
            if (change.before && std::any_of(change.before->media.begin(), change.before->media.end(), same)) continue;
            if (!store::liesInside((root_ / media.path).lexically_normal(), root_))
                throw Error("the file lies outside the dataset's folder " + root_.string(), media.path.string(),
                            "add it to the dataset first");
        }
    }

    std::string name_;
    const Watch& watch_;
    std::int64_t id_;
    fs::path root_;
    SQLite::Database& database_;
    store::SampleReader reader_;
    store::SampleWriter writer_;
    SQLite::Statement rowOf_;
    EditLog log_;
};

enum class Direction { Undo, Redo };

std::optional<Replay> replay(Project& project, const std::string& dataset, Direction direction) {
    Connection& connection = project.connection();
    return connection.write([&]() -> std::optional<Replay> {
        Editor editor(connection, dataset);
        connection.openEdits.erase(editor.id());
        const bool back = direction == Direction::Undo;
        const auto edit = back ? editor.log().lastDone() : editor.log().firstUndone();
        if (!edit) return std::nullopt;
        EditLog::Changes logged = editor.log().read(*edit);
        if (back)
            for (Change& change : logged.changes)
                std::swap(change.before, change.after);
        editor.replay(logged.changes, logged.rows);
        editor.replayClasses(editor.log().info(*edit).words, back);
        editor.log().setUndone(*edit, back);
        return Replay{editor.log().info(*edit), std::move(logged.changes)};
    });
}

}  // namespace

std::optional<std::int64_t> applyEdit(Project& project, const std::string& dataset, const Edit& edit) {
    std::vector<Change> changes;
    for (const Change& change : edit.changes) {
        if (!change.before && !change.after) throw std::logic_error("an edit of nothing into nothing");
        if (change.before != change.after) changes.push_back(change);
    }
    Connection& connection = project.connection();
    std::int64_t datasetId = 0;
    const auto id = connection.write([&]() -> std::optional<std::int64_t> {
        Editor editor(connection, dataset);
        datasetId = editor.id();
        const bool classes = edit.classes && edit.classes->before != edit.classes->after;
        if (changes.empty() && !classes) return std::nullopt;
        if (classes) editor.applyClasses(*edit.classes);
        const std::vector<std::int64_t> rows = editor.apply(changes);
        const auto open = connection.openEdits.find(datasetId);
        if (open != connection.openEdits.end() && !edit.mergeKey.empty() && open->second.second == edit.mergeKey) {
            editor.log().extend(open->second.first, changes, rows);
            return open->second.first;
        }
        editor.log().dropUndone();
        EditWords words = edit.words;
        if (classes)
            words = {kClassesChanged,
                     {store::storedClasses(edit.classes->before), store::storedClasses(edit.classes->after)}};
        const std::int64_t added = editor.log().append(edit.description, words, changes, rows);
        editor.log().dropOldest();
        return added;
    });
    if (id) connection.openEdits[datasetId] = {*id, edit.mergeKey};
    return id;
}

std::optional<Replay> undo(Project& project, const std::string& dataset) {
    return replay(project, dataset, Direction::Undo);
}
std::optional<Replay> redo(Project& project, const std::string& dataset) {
    return replay(project, dataset, Direction::Redo);
}

std::vector<EditInfo> history(const Project& project, const std::string& dataset) {
    const Connection& connection = project.connection();
    return connection.read([&] {
        const std::int64_t id = connection.requireDataset(dataset);
        return EditLog(connection.database(), id, connection.rootOf(id)).all();
    });
}

}  // namespace atelier::data
