#include "data/store/batch_edits.h"

#include "common/error.h"
#include "data/store/connection.h"
#include "data/store/edits.h"
#include "data/store/query.h"

#include <algorithm>

namespace atelier::data {
namespace {

constexpr SampleParts kTags{.tags = true, .others = false}, kNothing{.tags = false, .others = false};

bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

void addMissing(std::vector<std::string>& tags, const std::vector<std::string>& more) {
    for (const std::string& tag : more)
        if (!contains(tags, tag)) tags.push_back(tag);
}

void requireTags(const std::vector<std::string>& tags) {
    if (contains(tags, "")) throw Error("a tag needs a name");
}

// "Tags a, b ..."
std::string listed(const char* what, const std::vector<std::string>& names) {
    std::string text = what;
    for (std::size_t i = 0; i < names.size() && i < 3; ++i)
        (text += i == 0 ? " " : ", ") += names[i];
    return names.size() > 3 ? text + ", ..." : text;
}

}  // namespace

void forEachAt(const Project& project, const std::string& dataset, Rows rows,
               const std::function<void(Sample&&)>& visit) {
    constexpr std::size_t kAtOnce = 256;
    for (std::size_t done = 0; done < rows.size(); done += kAtOnce) {
        project.connection().watch.at(static_cast<std::int64_t>(done), std::ssize(rows));
        for (StoredSample& stored :
             samplesAt(project, dataset, rows.subspan(done, std::min(kAtOnce, rows.size() - done))))
            visit(std::move(stored.sample));
    }
}

std::optional<std::int64_t> changeSamples(Project& project, const std::string& dataset, Rows rows,
                                          const std::string& description, const std::function<void(Sample&)>& change,
                                          const EditWords& words, SampleParts look) {
    return editRows(project, dataset, description, words, rows, look,
                    [&](std::int64_t, std::optional<Sample>& sample) { change(*sample); });
}

std::optional<std::int64_t> setTags(Project& project, const std::string& dataset, Rows rows,
                                    const std::vector<std::string>& tags) {
    requireTags(tags);
    std::vector<std::string> unique;
    addMissing(unique, tags);
    return changeSamples(
        project, dataset, rows, listed("Tags set:", tags), [&](Sample& sample) { sample.tags = unique; },
        {"tags_set", tags}, kTags);
}

std::optional<std::int64_t> addTags(Project& project, const std::string& dataset, Rows rows,
                                    const std::vector<std::string>& tags) {
    requireTags(tags);
    return changeSamples(
        project, dataset, rows, listed("Tags added:", tags), [&](Sample& sample) { addMissing(sample.tags, tags); },
        {"tags_added", tags}, kTags);
}

std::optional<std::int64_t> removeTags(Project& project, const std::string& dataset, Rows rows,
                                       const std::vector<std::string>& tags) {
    return changeSamples(
        project, dataset, rows, listed("Tags removed:", tags),
        [&](Sample& sample) {
            std::erase_if(sample.tags, [&](const std::string& tag) { return contains(tags, tag); });
        },
        {"tags_removed", tags}, kTags);
}

std::optional<std::int64_t> setSplit(Project& project, const std::string& dataset, Rows rows,
                                     const std::string& split) {
    return changeSamples(
        project, dataset, rows, split.empty() ? "Split cleared" : "Split set to " + split,
        [&](Sample& sample) { sample.split = split; }, {"split_set", {split}}, kNothing);
}

std::optional<std::int64_t> setChecked(Project& project, const std::string& dataset, Rows rows, bool checked) {
    return changeSamples(
        project, dataset, rows, checked ? "Checked" : "Unchecked", [&](Sample& sample) { sample.checked = checked; },
        {checked ? "checked" : "unchecked"}, kNothing);
}

std::optional<std::int64_t> setLiked(Project& project, const std::string& dataset, Rows rows,
                                     std::optional<bool> liked) {
    const std::string kind = !liked ? "feedback_removed" : *liked ? "liked" : "disliked";
    const std::string description = !liked ? "Feedback removed" : *liked ? "Feedback: good" : "Feedback: bad";
    return changeSamples(project, dataset, rows, description,
                         [&](Sample& sample) {
                             const auto last =
                                 std::find_if(sample.turns.rbegin(), sample.turns.rend(),
                                              [](const Turn& turn) { return turn.role == Turn::Role::Assistant; });
                             if (last != sample.turns.rend() && last->details->liked != liked)
                                 last->details.edit().liked = liked;
                         },
                         {kind});
}

std::optional<std::int64_t> removeSamples(Project& project, const std::string& dataset, Rows rows) {
    return editRows(project, dataset, "Samples removed", {"samples_removed"}, rows, {},
                    [](std::int64_t, std::optional<Sample>& sample) { sample.reset(); });
}

std::optional<std::int64_t> assignSplits(Project& project, const std::string& dataset,
                                         const std::map<std::string, std::string>& splitOfId) {
    const store::Connection& connection = project.connection();
    const std::vector<std::int64_t> rows = connection.read([&] {
        SQLite::Statement select(connection.database(), "SELECT id FROM samples WHERE dataset = ? AND key = ?");
        select.bind(1, connection.requireDataset(dataset));
        std::vector<std::int64_t> all;
        for (const auto& [id, _] : splitOfId) {
            select.bind(2, id);
            if (!select.executeStep()) throw Error("there is no sample \"" + id + "\"", dataset);
            all.push_back(select.getColumn(0).getInt64());
            select.reset();
        }
        return all;
    });
    return changeSamples(
        project, dataset, rows, "Splits assigned", [&](Sample& sample) { sample.split = splitOfId.at(sample.id); },
        {"splits_assigned"}, kNothing);
}

std::map<std::string, std::int64_t> labelCounts(const Project& project, const std::string& dataset) {
    const store::Connection& connection = project.connection();
    return connection.read([&] {
        SQLite::Statement select(connection.database(),
                                 "SELECT label, count(*) FROM regions r CROSS JOIN samples s ON s.id = r.sample WHERE "
                                 "s.dataset = ? GROUP BY label");
        select.bind(1, connection.requireDataset(dataset));
        std::map<std::string, std::int64_t> counts;
        while (select.executeStep())
            counts[select.getColumn(0).getString()] = select.getColumn(1).getInt64();
        return counts;
    });
}

std::optional<std::int64_t> renameLabel(Project& project, const std::string& dataset, const std::string& from,
                                        const std::string& to) {
    const store::Connection& connection = project.connection();
    const std::vector<std::int64_t> rows = connection.read([&] {
        SQLite::Statement select(connection.database(),
                                 "SELECT DISTINCT s.id FROM regions r CROSS JOIN samples s ON s.id = r.sample WHERE "
                                 "s.dataset = ? AND label = ? ORDER BY r.sample");
        select.bind(1, connection.requireDataset(dataset));
        select.bind(2, from);
        std::vector<std::int64_t> all;
        while (select.executeStep())
            all.push_back(select.getColumn(0).getInt64());
        return all;
    });
    return changeSamples(project, dataset, rows, "Label " + from + " renamed to " + to,
                         [&](Sample& sample) {
                             for (Region& region : sample.regions)
                                 if (region.label == from) region.label = to;
                         },
                         {"label_renamed", {from, to}});
}

std::optional<std::int64_t> nextUnlabelled(const Project& project, const std::string& dataset, std::int64_t row) {
    const std::vector<std::int64_t> rows = findRows(project, dataset, {"unanswered regions:0"});
    if (rows.empty()) return std::nullopt;
    const auto next = std::upper_bound(rows.begin(), rows.end(), row);
    return next == rows.end() ? rows.front() : *next;
}

}  // namespace atelier::data
