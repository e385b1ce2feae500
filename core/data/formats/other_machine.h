#pragma once

#include "data/formats/format.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::data {

/// Paths that other tools wrote, perhaps on another machine: "D:\line3\a.jpg", "/content/set/images/a.jpg".

/// `path` with '/' between its parts and without a drive's letter; `absolute` says whether it began at a root.
struct ForeignPath {
    explicit ForeignPath(std::string_view text);
    std::filesystem::path path;  ///< relative: without the root
    bool absolute = false;
};

/// What an existing `said` may mean: below one of `folders`, else, of an absolute path, its last parts below one of
/// them, the longest first. A path that `accept` refuses is not it. Empty: nothing is there.
std::filesystem::path findForeign(const std::string& said, const std::vector<std::filesystem::path>& folders,
                                  const std::function<bool(const std::filesystem::path&)>& accept);

/// Pictures of a folder by their names without extension; each folder is listed once.
class PicturesByStem {
public:
    /// Empty where there is none, or several.
    std::filesystem::path find(const std::filesystem::path& folder, const std::string& stem);

private:
    std::map<std::filesystem::path, std::map<std::string, std::filesystem::path>> folders_;
};

}  // namespace atelier::data
