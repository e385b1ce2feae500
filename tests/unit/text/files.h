#pragma once

#include "common/error.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace atelier::text::testing {

/// A folder that goes when the test ends.
class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "atelier-text-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The message of the Error that `action` throws; empty where it throws none.
template <class Action>
std::string messageOf(Action action) {
    try {
        action();
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

}  // namespace atelier::text::testing
