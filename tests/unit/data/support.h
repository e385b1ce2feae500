#pragma once

#include "common/error.h"
#include "common/file.h"
#include "data/sample.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdlib.h>
#include <string>

/// A folder that is removed at the end of its test.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "atelier-data-XXXXXX").string();
        path_ = std::filesystem::canonical(::mkdtemp(name.data()));
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

    /// Writes a file, its folders included.
    std::filesystem::path put(const std::string& name, const std::string& content) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        atelier::writeFileAtomically(path_ / name, content);
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

/// The smallest image: a grey PNG of one pixel.
inline std::string tinyPng() {
    constexpr unsigned char kBytes[] = {
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
        0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
        0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81,
        0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
    return std::string(reinterpret_cast<const char*>(kBytes), sizeof kBytes);
}

template <class F>
std::string errorOf(F&& action) {
    try {
        action();
    } catch (const atelier::Error& error) {
        return error.what();
    }
    return "";
}

/// Folder of real data, empty where there is none: the test then skips.
inline std::filesystem::path realData(const std::string& name) {
    const char* given = std::getenv("ATELIER_DATA");
    const std::filesystem::path root = given ? given : ATELIER_DEFAULT_DATA;
    std::error_code ignored;
    return std::filesystem::exists(root / name, ignored) ? root / name : std::filesystem::path();
}

inline atelier::data::Sample chat(const std::string& id, const std::string& question, const std::string& answer) {
    using namespace atelier::data;
    Sample sample;
    sample.id = id;
    sample.turns = {{Turn::Role::User, question}, {Turn::Role::Assistant, answer}};
    return sample;
}
