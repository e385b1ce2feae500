#include "data/store/class_list.h"

#include "common/error.h"
#include "data/sample_json.h"

#include <set>

namespace atelier::data::store {

std::string storedClasses(const std::vector<DatasetClass>& classes) {
    return classes.empty() ? "" : toJson(classes).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<DatasetClass> classesFromStored(const std::string& text, const std::string& where) {
    return text.empty() ? std::vector<DatasetClass>() : classesFromJson(parseJson(text, where), where);
}

std::vector<DatasetClass> readClasses(SQLite::Database& database, std::int64_t dataset) {
    SQLite::Statement select(database, "SELECT classes FROM datasets WHERE id = ?");
    select.bind(1, dataset);
    select.executeStep();
    return classesFromStored(select.getColumn(0).getString(), "the classes of the dataset");
}

void writeClasses(SQLite::Database& database, std::int64_t dataset, const std::vector<DatasetClass>& classes) {
    SQLite::Statement set(database, "UPDATE datasets SET classes = ? WHERE id = ?");
    set.bind(1, storedClasses(classes));
    set.bind(2, dataset);
    set.exec();
}

void requireClasses(const std::vector<DatasetClass>& classes, const std::string& dataset) {
    std::set<int> numbers;
    std::set<std::string> names;
    for (const DatasetClass& one : classes) {
        if (one.number < 0) throw Error("a class needs a number from 0 up", dataset + ": class \"" + one.name + "\"");
        if (!numbers.insert(one.number).second)
            throw Error("the number " + std::to_string(one.number) + " stands for two classes", dataset);
        if (!names.insert(one.name).second) throw Error("the class \"" + one.name + "\" stands twice", dataset);
    }
}

}  // namespace atelier::data::store
