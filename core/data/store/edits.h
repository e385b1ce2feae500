#pragma once

#include "data/project.h"
#include "data/sample.h"
#include "data/store/parts.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atelier::data {

/// One sample before and after an edit; nothing before: it is added, behind all others; nothing after: it is removed.
/// Both must not be nothing.
struct Change {
    std::optional<Sample> before, after;
};

/// What an edit of many samples did, as data, so that each window words it in its language: its kind ("tags_added",
/// "split_set", ...: batch_edits.h) and what with. A kind of "" has its description alone.
struct EditWords {
    std::string kind = {};
    std::vector<std::string> arguments = {};
    bool operator==(const EditWords&) const = default;
};

/// The dataset's list of classes before and after an edit.
struct ClassesChange {
    std::vector<DatasetClass> before, after;
};

struct Edit {
    std::string description;  ///< for a person, e.g. "Box moved"
    std::vector<Change> changes;
    /// Not empty: joins the dataset's last edit where that was made by this program with the same key, was not undone,
    /// and nothing came between. Typing is then one edit; a key that names sample and field, and changes when the field
    /// is left, does it.
    std::string mergeKey = {};
    EditWords words = {};
    /// Its words are then those of kClassesChanged: what undo() and redo() need.
    std::optional<ClassesChange> classes = {};
};

/// Kind of the words of an edit with Edit::classes. Their arguments: the lists before and after, as JSON.
inline constexpr const char* kClassesChanged = "classes_changed";

struct EditInfo {
    std::int64_t id = 0;
    std::string time;  ///< UTC, "YYYY-MM-DD HH:MM:SS"
    std::string description;
    std::int64_t samples = 0;  ///< that it changed
    bool undone = false;
    EditWords words = {};
};

/// What undo() or redo() did: `changes` go from what was there to what is there now; none where the edit is of more
/// than kMostReplayed samples.
struct Replay {
    EditInfo edit;
    std::vector<Change> changes;
};
inline constexpr std::int64_t kMostReplayed = 100;

/// What is kept of a dataset's history; the oldest edits go first, the newest always stays.
inline constexpr std::int64_t kMostEdits = 1000;
inline constexpr std::int64_t kMostEditBytes = std::int64_t{256} << 20;

/// Stores the changes of a dataset's samples whole or not at all, and how to undo them. What was undone before cannot
/// be redone after it. Changes from a sample to itself are left out; returns the edit's id, or nothing when no change
/// is left. Throws Error, and nothing is stored, when a sample is not as `before` says (it was changed since it was
/// read), when a new id is taken, when its list of classes is not
/// as `before` says or names one twice, when a change makes a sample invalid (requireValid()) or gives it a file
/// outside the dataset's root. It notifies and respects those who watch the project (watched.h).
std::optional<std::int64_t> applyEdit(Project& project, const std::string& dataset, const Edit& edit);

/// Changes samples that need not all be in memory, as one edit: `change` gets one after another, with its row id, and
/// may take it away. Rows that are gone are passed over. Of parts that `look` leaves out it sees nothing, and must add
/// nothing; without media, turns and regions it must leave metadata alone, too. Returns and throws what applyEdit()
/// does.
std::optional<std::int64_t> editRows(Project& project, const std::string& dataset, const std::string& description,
                                     const EditWords& words, std::span<const std::int64_t> rows, SampleParts look,
                                     const std::function<void(std::int64_t row, std::optional<Sample>&)>& change);

/// Takes back the last edit that was not undone, or does again the last that was; samples come back to the place they
/// had. Nothing when there is none. Throws Error when a sample is not as the edit left it.
std::optional<Replay> undo(Project& project, const std::string& dataset);
std::optional<Replay> redo(Project& project, const std::string& dataset);

/// Oldest first; those that were undone come last and are what redo() does, the first of them next.
std::vector<EditInfo> history(const Project& project, const std::string& dataset);

}  // namespace atelier::data
