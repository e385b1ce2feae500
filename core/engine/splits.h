#pragma once

#include "data/dataset_source.h"

#include <filesystem>

namespace atelier::engine {

/// data::resolveData() with boxes written as the model was taught to (`derive_boxes: auto`).
data::Splits splitsOf(const data::Project& project, data::DataOptions options, const std::filesystem::path& model);

}  // namespace atelier::engine
