#pragma once

#include "data/project.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::data {

/// How many regions of a dataset have each label; "" is no label.
std::map<std::string, std::int64_t> regionsByLabel(const Project& project, const std::string& dataset);

/// A class for each label that has none, in the order of the labels, with the numbers behind the greatest one.
void addClassesOf(std::vector<DatasetClass>& classes, const std::map<std::string, std::int64_t>& labels);

/// A list as a file has it: a name a line, numbered from 0, or JSON (sample_json.h). Throws Error naming `where`.
std::vector<DatasetClass> classesFromText(std::string_view text, const std::string& where);

/// A class as it shall be. `was`: its name until now; empty: it is new.
struct WantedClass {
    std::string was;
    DatasetClass now;
};
/// Makes `wanted` the dataset's list of classes, in this order. Regions of a class that is renamed get the new name;
/// classes that are not in it go. One edit, undone in one step. Returns its id, or nothing when nothing changes. Throws
/// Error for a name that is empty or stands twice, a number that does, and a class that goes while regions have it.
std::optional<std::int64_t> changeClasses(Project& project, const std::string& dataset,
                                          const std::vector<WantedClass>& wanted);

}  // namespace atelier::data
