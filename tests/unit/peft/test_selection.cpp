#include "peft/extra_modules.h"
#include "peft/selection.h"
#include "tiny_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace atelier;
using namespace atelier::peft;
using namespace atelier::peft::test;

namespace {

std::set<std::string> trained(const std::string& yaml, const std::string& name = "qwen2_vl") {
    auto model = tinyModel(name);
    std::set<std::string> names;
    const auto trainable = makeTrainable(*model, family(name), recipe(yaml), 1);
    for (const auto& parameter : trainable.parameters())
        names.insert(parameter.name);
    return names;
}

bool anyWith(const std::set<std::string>& names, const std::string& part) {
    return std::any_of(names.begin(), names.end(),
                       [&](const auto& name) { return name.find(part) != std::string::npos; });
}

}  // namespace

TEST(NamePatterns, namesGlobsAndExpressions) {
    const auto matches = [](const std::string& item, const std::string& name) {
        return NamePatterns({item}, "here").matches(name);
    };
    EXPECT_TRUE(matches("q_proj", "model.layers.0.self_attn.q_proj.weight"));
    EXPECT_TRUE(matches("mlp", "model.layers.0.mlp.up_proj.weight"));
    EXPECT_TRUE(matches("q_proj.weight", "model.layers.0.self_attn.q_proj.weight"));
    EXPECT_FALSE(matches("proj", "model.layers.0.self_attn.q_proj.weight"));
    EXPECT_TRUE(matches("*.bias", "model.norm.bias"));
    EXPECT_FALSE(matches("*.bias", "model.norm.weight"));
    EXPECT_TRUE(matches("*.mlp.*", "model.layers.0.mlp.up_proj.weight"));
    EXPECT_FALSE(matches("*.mlp.*", "model.layers.0.mlp_norm.weight"));
    EXPECT_FALSE(matches("model?norm.*x", "model.norm.weight"));
    EXPECT_TRUE(matches(".*(norm|bias).*", "model.norm.weight"));
    EXPECT_FALSE(matches("norm|bias", "model.norm.weight"));  // an expression is for the whole name
    EXPECT_NE(errorOf([] { NamePatterns({"("}, "here"); }).find("here"), std::string::npos);
}

TEST(Selection, layersOfTheLanguageModel) {
    for (const char* type : {"full", "freeze", "lora", "ia3"}) {
        const auto names = trained("finetuning_type: " + std::string(type) + "\ntrainable_layers: 0, 2\n");
        EXPECT_TRUE(anyWith(names, "language_model.layers.0.")) << type;
        EXPECT_FALSE(anyWith(names, "language_model.layers.1.")) << type;
        EXPECT_TRUE(anyWith(names, "language_model.layers.2.")) << type;
        EXPECT_FALSE(anyWith(names, "embed_tokens")) << type;
    }
    EXPECT_EQ(trained("trainable_layers: 0-2\n"), trained("lora_rank: 8\n"));
    EXPECT_NE(errorOf([] { trained("trainable_layers: 1-3\n"); }).find("0 to 2"), std::string::npos);
    EXPECT_NE(errorOf([] { trained("trainable_layers: two\n"); }).find("recipe.yaml:1"), std::string::npos);
    EXPECT_NE(errorOf([] {
                  trained("finetuning_type: freeze\ntrainable_layers: 1\nfreeze_trainable_layers: 1\n");
              }).find("exclude each other"),
              std::string::npos);
}

TEST(Selection, layersOfTheVisionTower) {
    const auto names = trained("freeze_vision_tower: false\ntrainable_vision_layers: 1\n");
    EXPECT_FALSE(anyWith(names, "visual.blocks.0."));
    EXPECT_TRUE(anyWith(names, "visual.blocks.1."));
    EXPECT_TRUE(anyWith(names, "language_model.layers.0."));
}

TEST(Selection, patternsOfParameters) {
    auto names = trained("finetuning_type: full\ntrainable_parameters: ['*norm*']\n");
    EXPECT_EQ(names.size(), 3u * 2 + 1);
    names = trained("finetuning_type: full\nfrozen_parameters: [mlp, lm_head, embed_tokens]\n");
    EXPECT_FALSE(anyWith(names, "mlp") || anyWith(names, "lm_head") || anyWith(names, "embed_tokens"));
    EXPECT_TRUE(anyWith(names, "self_attn"));
    names = trained("frozen_parameters: ['.*layers\\.0\\..*']\n");
    EXPECT_FALSE(anyWith(names, "layers.0."));
    EXPECT_TRUE(anyWith(names, "layers.1."));
    // A pattern that changes nothing is a mistake.
    EXPECT_NE(errorOf([] { trained("frozen_parameters: [mpl]\n"); }).find("mpl"), std::string::npos);
    EXPECT_NE(errorOf([] { trained("finetuning_type: prefix\nfrozen_parameters: [mlp]\n"); }).find("prefix"),
              std::string::npos);
}

TEST(Selection, extraModulesOfFreeze) {
    const auto names = trained(
        "finetuning_type: freeze\nfreeze_trainable_layers: 1\nfreeze_extra_modules: [lm_head, language_model.norm]\n");
    EXPECT_TRUE(names.contains("lm_head.weight"));
    EXPECT_TRUE(names.contains("model.language_model.norm.weight"));
    EXPECT_FALSE(anyWith(names, "layers.1."));
    EXPECT_NE(errorOf([] { trained("finetuning_type: freeze\nfreeze_extra_modules: lm_haed\n"); }).find("lm_haed"),
              std::string::npos);
}

TEST(ExtraModules, areTrainedBesideAndComeBack) {
    auto model = tinyModel();
    const auto base = logits(*model);
    TemporaryFolder temporary;
    torch::Tensor tuned;
    {
        auto trainable = makeTrainable(*model, family("qwen2_vl"),
                                       recipe("lora_rank: 2\nadditional_target: [lm_head, merger]\n"), 1);
        EXPECT_TRUE(model->trainedParts.contains("projector"));
        EXPECT_EQ(trainable.adapter->config()["modules_to_save"], Json({"lm_head", "model.visual.merger"}));
        EXPECT_LT(difference(logits(*model), base), 1e-6);
        shake(trainable.parameters());
        tuned = logits(*model);
        EXPECT_GT(difference(tuned, base), 0.01);
        trainable.adapter->setEnabled(false);
        EXPECT_LT(difference(logits(*model), base), 1e-6);
        saveAdapter(*trainable.adapter, temporary.path / "off", "base");
        trainable.adapter->setEnabled(true);
        EXPECT_LT(difference(logits(*model), tuned), 1e-6);
        saveAdapter(*trainable.adapter, temporary.path / "on", "base");
    }
    EXPECT_LT(difference(logits(*model), base), 1e-6);
    for (const char* name : {"on", "off"}) {
        const auto adapter = loadAdapter(*model, family("qwen2_vl"), temporary.path / name);
        EXPECT_LT(difference(logits(*model), tuned), 1e-6) << name;
    }
    {
        const auto adapter = loadAdapter(*model, family("qwen2_vl"), temporary.path / "on");
        adapter->merge();
        EXPECT_LT(difference(logits(*model), tuned), 1e-4);
    }
    EXPECT_LT(difference(logits(*model), tuned), 1e-4);  // merged weights stay
}

TEST(ExtraModules, whatCannotBeIsNamed) {
    auto model = tinyModel();
    EXPECT_NE(errorOf([&] { trained("additional_target: lm_haed\n"); }).find("lm_haed"), std::string::npos);
    EXPECT_NE(
        errorOf([&] { trained("finetuning_type: full\nadditional_target: lm_head\n"); }).find("additional_target"),
        std::string::npos);
    EXPECT_NE(errorOf([&] { trained("finetuning_type: prefix\nadditional_target: lm_head\n"); }).find("prefix"),
              std::string::npos);
}
