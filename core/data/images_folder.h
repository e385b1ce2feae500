#pragma once

#include "data/project.h"

#include <filesystem>
#include <string>

namespace atelier::data {

/// A folder below the project's images/ that is not there yet, named after the dataset; images/ itself is made.
std::filesystem::path freshImagesFolder(const Project& project, const std::string& dataset);

}  // namespace atelier::data
