#pragma once

#include "hub/names.h"

#include <filesystem>
#include <string>

namespace atelier::hub {

/// The folder that a model or a dataset is read from: `path` where that is there or can only be a path; for the name of
/// a repository ("OWNER/NAME", "OWNER/NAME@revision") its snapshot in the cache. Throws Error naming the command that
/// pulls it where the cache has none. A plain "NAME" is looked for in the cache, and else taken for a path.
std::filesystem::path localFolder(const std::filesystem::path& path, Kind kind);
/// "OWNER/NAME@revision" -> "NAME"
std::string plainName(const std::filesystem::path& name);
inline std::filesystem::path modelFolder(const std::filesystem::path& path) {
    return localFolder(path, Kind::Model);
}

}  // namespace atelier::hub
