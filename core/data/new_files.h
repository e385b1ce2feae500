#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::data {

/// Files that are put into a folder beside those that are there, none replaced. They go again with this object unless
/// they are kept: for an edit that does not come about.
class NewFiles {
public:
    explicit NewFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    ~NewFiles();
    NewFiles(const NewFiles&) = delete;
    NewFiles& operator=(const NewFiles&) = delete;

    /// Returns where it lies: `name`, or with a number where that is taken.
    std::filesystem::path put(const std::string& name, std::string_view bytes);
    std::filesystem::path copy(const std::filesystem::path& file);
    void keep() { made_.clear(); }

private:
    std::filesystem::path folder_;
    std::vector<std::filesystem::path> made_;
};

}  // namespace atelier::data
