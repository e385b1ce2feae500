#include "data/classes.h"

#include "common/json.h"
#include "data/sample_json.h"
#include "data/store/connection.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

namespace atelier::data {

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

}  // namespace atelier::data
