#pragma once

#include "data/formats/rows.h"

#include <filesystem>
#include <functional>

namespace atelier::data {

/// Whether one of the folder's first 2,000 files is an image of which `accept` is true. For detect().
bool holdsImage(const std::filesystem::path& folder,
                const std::function<bool(const std::filesystem::path& image)>& accept);

/// A sample for every image in the folder and below it; `fill` gives it its turns. An Error from it makes the image a
/// skipped sample of the report.
void readImageFolder(
    const char* format, const std::filesystem::path& folder, const ReadOptions& options, const Sink& sink,
    ImportReport& report,
    const std::function<void(const std::filesystem::path& image, const MediaPaths& paths, Sample& sample)>& fill);

}  // namespace atelier::data
