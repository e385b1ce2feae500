#include "common/error.h"
#include "common/file.h"
#include "jobs/recipe_paths.h"
#include "jobs/runs.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <unistd.h>

using namespace atelier;
namespace fs = std::filesystem;

namespace {

class FindRun : public testing::Test {
protected:
    void SetUp() override {
        project = fs::temp_directory_path() / ("atelier-runs-" + std::to_string(::getpid()));
        fs::create_directories(project);
    }
    void TearDown() override { fs::remove_all(project); }

    void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        writeFileAtomically(file, text);
    }
    void addRun(const std::string& name, const std::string& result = {}, int minutesAgo = 0) {
        const fs::path run = project / "runs" / name;
        write(run / "recipe.yaml", "seed: 1\n");
        if (result.empty()) return;
        write(run / result, "{}");
        fs::last_write_time(run / result, fs::file_time_type::clock::now() - std::chrono::minutes(minutesAgo));
    }
    std::string messageFor(const std::string& name) {
        try {
            jobs::findRun(project, name);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }
    fs::path project;
};

}  // namespace

TEST_F(FindRun, lastIsTheNewestResult) {
    addRun("a", "adapter/adapter_config.json", 5);
    addRun("b", "model/config.json", 1);
    addRun("c", "adapter/adapter_config.json", 9);
    addRun("unfinished");
    EXPECT_EQ(jobs::findRun(project, "last"), project / "runs" / "b");
    EXPECT_EQ(jobs::findRun(project, "c"), project / "runs" / "c");
}

TEST_F(FindRun, saysWhatThereIs) {
    EXPECT_NE(messageFor("last").find("no finished run"), std::string::npos);
    addRun("a", "adapter/adapter_config.json");
    addRun("unfinished");
    EXPECT_NE(messageFor("b").find("a, unfinished"), std::string::npos);
    EXPECT_NE(messageFor("unfinished").find("--resume"), std::string::npos);
    EXPECT_NE(messageFor("../runs/a").find("no name"), std::string::npos);
}

TEST_F(FindRun, recipePathsAreTakenFromBesideTheRecipe) {
    write(project / "recipes" / "r.yaml", "model_name_or_path: ../m\nadapter_name_or_path: nowhere\n");
    write(project / "m" / "config.json", "{}");
    auto recipe = settings::Recipe::load(project / "recipes" / "r.yaml");
    jobs::resolvePaths(recipe, project / "recipes" / "r.yaml");
    EXPECT_EQ(std::get<std::string>(recipe.find("model_name_or_path")->value), fs::canonical(project / "m").string());
    EXPECT_EQ(std::get<std::string>(recipe.find("adapter_name_or_path")->value), "nowhere");
}
