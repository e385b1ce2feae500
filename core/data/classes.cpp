#include "data/classes.h"

#include "common/error.h"
#include "common/json.h"
#include "data/sample_json.h"
#include "data/store/batch_edits.h"
#include "data/store/class_list.h"
#include "data/store/connection.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

namespace atelier::data {
namespace {

// Rows of samples with a region of one of the labels.
std::vector<std::int64_t> rowsWithLabels(const Project& project, const std::string& dataset,
                                         const std::map<std::string, std::string>& labels) {
    store::Connection& connection = project.connection();
    return connection.read([&] {
        SQLite::Statement select(connection.database(),
                                 "SELECT DISTINCT s.id, r.label FROM samples s JOIN regions r ON r.sample = s.id"
                                 " WHERE s.dataset = ? ORDER BY s.id");
        select.bind(1, connection.requireDataset(dataset));
        std::vector<std::int64_t> rows;
        while (select.executeStep()) {
            const std::int64_t row = select.getColumn(0).getInt64();
            if (labels.contains(select.getColumn(1).getString()) && (rows.empty() || rows.back() != row))
                rows.push_back(row);
        }
        return rows;
    });
}

}  // namespace

std::map<std::string, std::int64_t> regionsByLabel(const Project& project, const std::string& dataset) {
    store::Connection& connection = project.connection();
    return connection.read([&] {
        std::map<std::string, std::int64_t> counts;
        SQLite::Statement query(connection.database(),
                                "SELECT label, count(*) FROM regions JOIN samples ON samples.id = regions.sample"
                                " WHERE samples.dataset = ? GROUP BY label");
        query.bind(1, connection.requireDataset(dataset));
        while (query.executeStep())
            counts[query.getColumn(0).getString()] = query.getColumn(1).getInt64();
        return counts;
    });
}

void addClassesOf(std::vector<DatasetClass>& classes, const std::map<std::string, std::int64_t>& labels) {
    int next = 0;
    for (const DatasetClass& one : classes)
        next = std::max(next, one.number + 1);
    for (const auto& [label, _] : labels) {
        const bool known =
            std::any_of(classes.begin(), classes.end(), [&](const DatasetClass& one) { return one.name == label; });
        if (!label.empty() && !known) classes.push_back({.number = next++, .name = label});
    }
}

std::vector<DatasetClass> classesFromText(std::string_view text, const std::string& where) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && (text[first] == '[' || text[first] == '{')) {
        const Json json = parseJson(text, where);
        return classesFromJson(json.is_object() && json.contains("classes") ? json["classes"] : json, where);
    }
    std::vector<DatasetClass> classes;
    std::vector<std::string> names;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string name(text.substr(at, end - at));
        if (name.ends_with('\r')) name.pop_back();
        names.push_back(std::move(name));
        at = end + 1;
    }
    while (!names.empty() && names.back().empty())
        names.pop_back();
    for (std::size_t i = 0; i < names.size(); ++i)
        classes.push_back({.number = static_cast<int>(i), .name = names[i]});
    return classes;
}

std::optional<std::int64_t> changeClasses(Project& project, const std::string& dataset,
                                          const std::vector<WantedClass>& wanted) {
    Edit edit{"Classes changed", {}, {}, {}, ClassesChange{}};
    edit.classes->before = project.info(dataset).classes;
    std::map<std::string, std::string> renamed;
    std::map<std::string, std::int64_t> gone = regionsByLabel(project, dataset);
    for (const WantedClass& one : wanted) {
        if (one.now.name.empty()) throw Error("a class needs a name", dataset);
        gone.erase(one.was.empty() ? one.now.name : one.was);
        if (!one.was.empty() && one.was != one.now.name) renamed[one.was] = one.now.name;
        edit.classes->after.push_back(one.now);
    }
    for (const DatasetClass& one : edit.classes->before)
        if (const auto found = gone.find(one.name); found != gone.end() && !one.name.empty())
            throw Error("the class \"" + one.name + "\" still has regions (" + std::to_string(found->second) + ")",
                        dataset, "give them another label first");
    if (!renamed.empty())
        forEachAt(project, dataset, rowsWithLabels(project, dataset, renamed), [&](Sample&& before) {
            Sample after = before;
            for (Region& region : after.regions)
                if (const auto found = renamed.find(region.label); found != renamed.end()) region.label = found->second;
            edit.changes.push_back({std::move(before), std::move(after)});
        });
    return applyEdit(project, dataset, edit);
}

}  // namespace atelier::data
