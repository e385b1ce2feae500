#pragma once

#include "data/project.h"

#include <cstdint>
#include <map>
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

}  // namespace atelier::data
