#include "common/file.h"
#include "settings/check.h"
#include "settings/reference_page.h"

#include <gtest/gtest.h>

#include <filesystem>

using namespace atelier;
using namespace atelier::settings;
namespace fs = std::filesystem;

namespace {

const fs::path kResources = fs::path(ATELIER_SOURCE_DIR) / "resources";
constexpr std::size_t kMaxBytes = std::size_t(1) << 20;

}  // namespace

// What comes with Atelier asks for nothing that it does not do.
TEST(Recipes, everyKeyIsUsed) {
    int recipes = 0;
    for (const auto& entry : fs::directory_iterator(kResources / "recipes")) {
        if (entry.path().extension() != ".yaml") continue;
        ++recipes;
        const std::string yaml = readFile(entry.path(), kMaxBytes), name = entry.path().filename().string();
        EXPECT_TRUE(yaml.starts_with("# ")) << name << " does not say what it is for";
        EXPECT_NE(yaml.find("\n# Best for "), std::string::npos) << name << " does not say what it is best for";
        for (const auto& row : checkRecipe(yaml, name).keys)
            EXPECT_EQ(row.state, CheckedKey::State::Used) << row.where << " " << row.key << ": " << row.note;
    }
    EXPECT_GT(recipes, 0);
}

TEST(ReferencePage, committedFileIsCurrent) {
    EXPECT_EQ(readFile(kResources / "help" / "settings.md", kMaxBytes), referencePage())
        << "write it again: atelier settings > resources/help/settings.md";
}
