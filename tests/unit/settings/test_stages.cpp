#include "common/error.h"
#include "sample_options.h"
#include "settings/stages.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::settings;

namespace {

std::vector<Stage> stages(const std::string& yaml) {
    return stagesOf(Recipe::parse(yaml, "r.yaml"));
}

std::string fault(const std::string& yaml) {
    try {
        stages(yaml);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

constexpr const char* kYaml =
    "sample_count: 3\nsample_flag: false\nstages:\n- name: one\n  sample_count: 5\n- name: two\n  sample_rate: 0.5\n";

}  // namespace

TEST(Stages, putTheirKeysOverTheCommonOnes) {
    const auto found = stages(kYaml);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].name, "one");
    const auto first = SampleOptions::schema().read(found[0].recipe),
               second = SampleOptions::schema().read(found[1].recipe);
    EXPECT_EQ(first.count, 5);
    EXPECT_FALSE(first.flag);
    EXPECT_EQ(second.count, 3);
    EXPECT_EQ(second.rate, 0.5);
    EXPECT_FALSE(found[0].recipe.find(kStages));
}

TEST(Stages, surviveBeingWritten) {
    const Recipe recipe = Recipe::parse(kYaml, "r.yaml");
    const auto again = stagesOf(Recipe::parse(recipe.yaml(), "again"));
    ASSERT_EQ(again.size(), 2u);
    EXPECT_EQ(again[1].recipe, stagesOf(recipe)[1].recipe);
    EXPECT_TRUE(recipe.unknownKeys().empty());
    EXPECT_TRUE(stages("sample_count: 3\n").empty());
}

TEST(Stages, mistakesAreNamed) {
    EXPECT_NE(fault("stages: 3\n").find("list"), std::string::npos);
    EXPECT_NE(fault("stages: []\n").find("list"), std::string::npos);
    EXPECT_NE(fault("stages: [x]\n").find("map"), std::string::npos);
    EXPECT_NE(fault("stages:\n- sample_count: 3\n").find("name"), std::string::npos);
    EXPECT_NE(fault("stages:\n- name: a\n- name: a\n").find("two stages"), std::string::npos);
    EXPECT_NE(fault("stages:\n- name: a\n  sample_cuont: 3\n").find("sample_count"), std::string::npos);
    EXPECT_NE(fault("stages:\n- name: a\n  sample_count: x\n").find("stage a"), std::string::npos);
    EXPECT_NE(fault("stages:\n- name: a\n  stages: []\n").find("of its own"), std::string::npos);
}
