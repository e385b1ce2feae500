#pragma once

#include "common/watch.h"
#include "data/formats/format.h"
#include "data/project.h"

#include <filesystem>
#include <string>

namespace atelier::data {

struct ImportOptions {
    /// Of the dataset; several datasets get "NAME_ENTRY"; empty: as the file or folder calls them.
    std::string name = {};
    std::string format = {};  ///< a registered format; empty: the surest one
    ReadOptions read = {};
    bool replace = false;      ///< a dataset of the same name
    bool transcripts = false;  ///< .srt and .vtt beside videos become text of the questions (video/transcripts.h)
    bool copyImages = false;   ///< into the project's images/ folder; else they stay where they are
};

/// The format that knows `path` best. Throws Error listing the formats when none does.
std::string detectFormat(const std::filesystem::path& path);

/// Reads `name`, a file, a folder, an archive of one (archive.h) or a repository of the hub in the cache (hub/local.h),
/// into the project. Images that stand in an archive
/// or in a text are copied into the project. Images are checked to exist inside their root, marks are checked, and
/// label files beside the samples are added as regions. Throws Error when not one sample came of it, or when a dataset
/// of that name is there. `watch` gets the samples read, then images copied; stopped, nothing of the import stays.
ImportReport importDatasets(Project& project, const std::filesystem::path& name, const ImportOptions& options = {},
                            const Watch& watch = {});

}  // namespace atelier::data
