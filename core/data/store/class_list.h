#pragma once

#include "data/sample.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::data::store {

/// A dataset's list of classes in its column `classes`, inside the caller's transaction.
std::string storedClasses(const std::vector<DatasetClass>& classes);
std::vector<DatasetClass> classesFromStored(const std::string& text, const std::string& where);
std::vector<DatasetClass> readClasses(SQLite::Database& database, std::int64_t dataset);
void writeClasses(SQLite::Database& database, std::int64_t dataset, const std::vector<DatasetClass>& classes);

/// Throws Error naming the dataset when a number or a name stands twice, or a number is below 0.
void requireClasses(const std::vector<DatasetClass>& classes, const std::string& dataset);

}  // namespace atelier::data::store
