#include "peft/targets.h"
#include "tiny_model.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::peft;
using namespace atelier::peft::test;

namespace {

std::vector<std::string> selected(const std::string& family, const std::vector<std::string>& items,
                                  const FinetuningOptions& parts = {}) {
    auto model = tinyModel(family);
    std::vector<std::string> names;
    for (const auto& place : Targets(items, "lora_target").select(models::findPlaces(*model), parts))
        names.push_back(place.name);
    return names;
}

std::vector<std::string> saved(const std::string& family, const std::string& config) {
    auto model = tinyModel(family);
    const auto& f = test::family(family);
    return SavedTargets(parseJson(config, "config"), "config", f.moduleName)
        .select(models::findPlaces(*model), [](const std::string& name) { return name; });
}

}  // namespace

TEST(Targets, allIsEveryLinearOfThePartsThatTrain) {
    EXPECT_EQ(selected("qwen2_vl", {"all"}).size(), 3u * 7);
    for (const auto& name : selected("qwen2_vl", {"all"}))
        EXPECT_TRUE(name.starts_with("model.language_model.layers.")) << name;
    FinetuningOptions tower;
    tower.freezeVisionTower = false;
    EXPECT_EQ(selected("qwen2_vl", {"all"}, tower).size(), 3u * 7 + 2 * 4);
}

TEST(Targets, allLinearIsPeftsAndReachesTheTower) {
    EXPECT_EQ(selected("qwen2_vl", {"all-linear"}).size(), 3u * 7 + 2 * 4 + 2);
    EXPECT_EQ(selected("llava", {"all-linear"}).size(), 3u * 7 + 3 * 6 + 2);
}

TEST(Targets, namesMatchWholeOrAfterADot) {
    EXPECT_EQ(selected("llava", {"q_proj", "v_proj"}).size(), 6u);  // not the frozen tower's
    EXPECT_EQ(selected("llava", {"model.language_model.layers.1.mlp.up_proj"}),
              std::vector<std::string>{"model.language_model.layers.1.mlp.up_proj"});
    EXPECT_EQ(selected("llava", {"mlp"}).size(), 9u);              // modules around them count
    EXPECT_EQ(selected("llava", {"*.mlp.*"}).size(), 9u + 3 * 2);  // patterns reach frozen parts
    EXPECT_TRUE(isNamed("a.q_proj", "q_proj"));
    EXPECT_FALSE(isNamed("a.xq_proj", "q_proj"));
    EXPECT_NE(errorOf([] { selected("llava", {"q_proj", "q_porj"}); }).find("q_porj"), std::string::npos);
}

TEST(Targets, expressionsMatchTheWholeName) {
    EXPECT_EQ(selected("llava", {R"(.*vision_tower.*\.[qk]_proj)"}).size(), 6u);
    EXPECT_EQ(selected("llava", {R"((?!.*vision).*\.(?:q|k)_proj)"}).size(), 6u);
    EXPECT_FALSE(errorOf([] { selected("llava", {R"(layers\.0)"}); }).empty());
    EXPECT_NE(errorOf([] { selected("llava", {"(q_proj"}); }).find("regular expression"), std::string::npos);
}

TEST(Targets, savedSelectionFollowsPeft) {
    EXPECT_EQ(saved("llava", R"({"target_modules": ["q_proj"]})").size(), 6u);  // PEFT knows no frozen tower
    EXPECT_EQ(saved("llava", R"({"target_modules": ["q_proj"], "exclude_modules": ".*vision_tower.*"})").size(), 3u);
    EXPECT_EQ(saved("llava", R"({"target_modules": ["q_proj"], "layers_to_transform": [1]})").size(), 2u);
    EXPECT_EQ(saved("llava", R"({"target_modules": ["q_proj"], "layers_to_transform": 1, "layers_pattern": "layers"})")
                  .size(),
              2u);
    EXPECT_EQ(saved("qwen2_vl", R"({"target_modules": "all-linear"})").size(), 3u * 7 + 2 * 4 + 2);
    // Whole names of an older generation.
    EXPECT_EQ(
        saved("qwen2_vl", R"({"target_modules": ["model.layers.0.self_attn.q_proj", "visual.merger.mlp.0"]})"),
        (std::vector<std::string>{"model.visual.merger.mlp.0", "model.language_model.layers.0.self_attn.q_proj"}));
}

TEST(Targets, writtenSelectionIsExact) {
    auto model = tinyModel("llava");
    EXPECT_EQ(targetModules(selected("llava", {"gate_proj", "up_proj"}), *model), Json({"gate_proj", "up_proj"}));
    // Ends alone would reach the tower.
    EXPECT_EQ(targetModules(selected("llava", {"q_proj"}), *model).size(), 3u);
    auto qwen = tinyModel();
    EXPECT_EQ(targetModules(selected("qwen2_vl", {"all"}), *qwen).size(), 7u);
}
