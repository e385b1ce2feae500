#include "data/store/edits.h"

#include "common/error.h"
#include "data/store/class_list.h"
#include "data/store/connection.h"
#include "data/store/edit_log.h"
#include "data/store/sample_rows.h"

#include <algorithm>
#include <functional>

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

    // Stores the changes and adds them to an edit of the log.
    void apply(const std::vector<Change>& changes, std::int64_t edit) {
        const std::int64_t count = std::ssize(changes);
        std::vector<std::int64_t> rows(changes.size());
        for (std::size_t i = 0; i < changes.size(); ++i) {
            watch_.at(static_cast<std::int64_t>(i), 2 * count);
            const auto& [before, after] = changes[i];
            if (after) requireAllowed(before ? &*before : nullptr, *after);
            if (before) rows[i] = requireRow(*before);
        }
        // Ids are unique at every moment: what goes makes room for what comes.
        for (std::size_t i = 0; i < changes.size(); ++i)
            if (!changes[i].after) writer_.remove(rows[i], *changes[i].before);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            watch_.at(count + static_cast<std::int64_t>(i), 2 * count);
            const auto& [before, after] = changes[i];
            if (after && (!before || before->id != after->id)) requireFree(after->id);
            if (before && after)
                writer_.update(rows[i], *before, *after);
            else if (after)
                rows[i] = writer_.append(*after);
            log_.add(edit, rows[i], before ? &*before : nullptr, after ? &*after : nullptr);
        }
        writer_.finish();
        log_.finish(edit, count);
    }

    // The edit that `edit` began with the first change; 0: none.
    std::int64_t apply(std::span<const std::int64_t> rows, SampleParts look,
                       const std::function<void(std::int64_t, std::optional<Sample>&)>& change,
                       const std::function<std::int64_t()>& edit) {
        const std::int64_t count = std::ssize(rows);
        std::int64_t changed = 0, id = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            watch_.at(2 * i, 2 * count);
            const std::int64_t row = rows[static_cast<std::size_t>(i)];
            const auto before = reader_.read(row, look);
            if (!before) continue;
            std::optional<Sample> after = before;
            change(row, after);
            if (after == before) continue;
            if (changed++ == 0) id = edit();
            if (!after) {
                removeRead(row, look, *before, id);
                continue;
            }
            requireAllowed(&*before, *after);
            if (before->id != after->id) requireFree(after->id);
            writer_.update(row, *before, *after);
            log_.add(id, row, &*before, &*after);
        }
        if (changed == 0) return 0;
        watch_.at(2 * count - 1, 2 * count);
        writer_.finish();
        log_.finish(id, changed);
        return id;
    }

    // What changed, where that is little.
    std::vector<Change> replay(std::int64_t edit, bool back) {
        using Kind = EditLog::Kind;
        const std::int64_t count = log_.info(edit).samples;
        const bool keep = count <= kMostReplayed;
        std::vector<Change> changes;
        std::int64_t done = 0;
        log_.forEach(edit, Kind::Removals, back, [&](store::KeptChange&& change) {
            watch_.at(done++, count + 1);
            const auto now = reader_.read(change.row);
            if (now != change.before) refuseReplay(change);
            writer_.remove(change.row, *now);
            if (keep) changes.push_back({now, std::nullopt});
        });
        log_.forEach(edit, Kind::Others, back, [&](store::KeptChange&& change) {
            watch_.at(done++, count + 1);
            Change made = replayed(change, keep);
            if (!made.before || made.before->id != made.after->id) requireFree(made.after->id);
            if (made.before)
                writer_.update(change.row, *made.before, *made.after);
            else
                writer_.insert(change.row, *made.after);
            if (keep) changes.push_back(std::move(made));
        });
        watch_.at(count, count + 1);
        writer_.finish();
        return changes;
    }

private:
    void removeRead(std::int64_t row, SampleParts look, const Sample& read, std::int64_t edit) {
        const bool whole = look.tags && look.others;
        const Sample before = whole ? read : reader_.read(row).value();
        writer_.remove(row, before);
        log_.add(edit, row, &before, nullptr);
    }

    [[noreturn]] void refuseReplay(const store::KeptChange& change) {
        std::string id = (change.before ? change.before : change.after)->id;
        if (id.empty())
            if (const auto now = reader_.read(change.row)) id = now->id;
        throw Error("the sample \"" + id + "\" is not as this edit left it", name_);
    }

    // The sample as it is and as it will be; of what the change leaves alone only as much as is needed.
    Change replayed(store::KeptChange& change, bool whole) {
        if (!change.partial) {
            if (reader_.read(change.row) != change.before) refuseReplay(change);
            return {std::move(change.before), std::move(change.after)};
        }
        SampleParts look{whole || change.parts.contains("tags"), whole};
        for (const char* part : {"media", "turns", "regions", "metadata", "tools"})
            look.others |= change.parts.contains(part);
        auto now = reader_.read(change.row, look);
        if (!now || !store::hasParts(*now, *change.before, change.parts)) refuseReplay(change);
        Sample after = *now;
        store::setParts(after, *change.after, change.parts);
        return {std::move(now), std::move(after)};
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

    void requireAllowed(const Sample* before, const Sample& after) const {
        if (after.id.empty()) throw Error("a sample needs an id", name_);
        // What was stored with a fault can still be tagged, checked or assigned to a split.
        Sample changed = after;
        if (before && before->media == after.media && before->turns == after.turns && before->regions == after.regions)
            changed.regions.clear();
        requireValid(changed, after.id);
        for (const Media& media : after.media) {
            const auto same = [&](const Media& other) { return other.path == media.path; };
            if (before && std::any_of(before->media.begin(), before->media.end(), same)) continue;
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
        std::vector<Change> changes = editor.replay(*edit, back);
        editor.replayClasses(editor.log().info(*edit).words, back);
        editor.log().setUndone(*edit, back);
        return Replay{editor.log().info(*edit), std::move(changes)};
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
        const auto open = connection.openEdits.find(datasetId);
        if (open != connection.openEdits.end() && !edit.mergeKey.empty() && open->second.second == edit.mergeKey) {
            editor.apply(changes, open->second.first);
            return open->second.first;
        }
        editor.log().dropUndone();
        EditWords words = edit.words;
        if (classes)
            words = {kClassesChanged,
                     {store::storedClasses(edit.classes->before), store::storedClasses(edit.classes->after)}};
        const std::int64_t added = editor.log().begin(edit.description, words);
        editor.apply(changes, added);
        editor.log().dropOldest();
        return added;
    });
    if (id) connection.openEdits[datasetId] = {*id, edit.mergeKey};
    return id;
}

std::optional<std::int64_t> editRows(Project& project, const std::string& dataset, const std::string& description,
                                     const EditWords& words, std::span<const std::int64_t> rows, SampleParts look,
                                     const std::function<void(std::int64_t row, std::optional<Sample>&)>& change) {
    // Each once, and in the order that they are stored in.
    std::vector<std::int64_t> sorted;
    if (std::adjacent_find(rows.begin(), rows.end(), std::greater_equal()) != rows.end()) {
        sorted.assign(rows.begin(), rows.end());
        std::sort(sorted.begin(), sorted.end());
        sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
        rows = sorted;
    }
    Connection& connection = project.connection();
    std::int64_t datasetId = 0;
    const std::int64_t id = connection.write([&] {
        Editor editor(connection, dataset);
        datasetId = editor.id();
        const auto begin = [&] {
            editor.log().dropUndone();
            return editor.log().begin(description, words);
        };
        const std::int64_t edit = editor.apply(rows, look, change, begin);
        if (edit != 0) editor.log().dropOldest();
        return edit;
    });
    if (id == 0) return std::nullopt;
    connection.openEdits[datasetId] = {id, ""};
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
