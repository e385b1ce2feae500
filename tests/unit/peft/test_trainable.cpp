#include "tiny_model.h"

#include <gtest/gtest.h>

#include <set>

using namespace atelier;
using namespace atelier::peft;
using namespace atelier::peft::test;

namespace {

std::set<std::string> trained(models::Model& model, const std::string& yaml) {
    std::set<std::string> names;
    const auto trainable = makeTrainable(model, family("qwen2_vl"), recipe(yaml), 1);
    for (const auto& parameter : trainable.parameters())
        names.insert(parameter.name);
    return names;
}

}  // namespace

TEST(Trainable, fullTrainsThePartsThatAreNotFrozen) {
    auto model = tinyModel();
    auto names = trained(*model, "finetuning_type: full\n");
    EXPECT_TRUE(names.contains("lm_head.weight"));
    EXPECT_TRUE(names.contains("model.language_model.embed_tokens.weight"));
    for (const auto& name : names)
        EXPECT_FALSE(name.starts_with("model.visual")) << name;
    EXPECT_FALSE(model->trainedParts.contains("vision_tower") || model->trainedParts.contains("projector"));

    names =
        trained(*model, "finetuning_type: full\nfreeze_language_model: true\nfreeze_multi_modal_projector: false\n");
    EXPECT_TRUE(names.contains("model.visual.merger.mlp.0.weight"));
    EXPECT_EQ(names.size(), 6u);
    EXPECT_TRUE(!model->trainedParts.contains("vision_tower") && model->trainedParts.contains("projector"));
    EXPECT_FALSE(model->headMatrix().requires_grad());  // what trained before is frozen again

    names = trained(*model, "finetuning_type: full\nfreeze_vision_tower: false\n");
    EXPECT_TRUE(names.contains("model.visual.patch_embed.proj.weight"));
    EXPECT_TRUE(model->trainedParts.contains("vision_tower") && !model->trainedParts.contains("projector"));
    EXPECT_NE(errorOf([&] { trained(*model, "finetuning_type: full\nfreeze_language_model: true\n"); }).find("frozen"),
              std::string::npos);
}

TEST(Trainable, freezeTrainsSomeLayers) {
    auto model = tinyModel();
    for (const auto& name : trained(*model, "finetuning_type: freeze\nfreeze_trainable_layers: 1\n"))
        EXPECT_TRUE(name.starts_with("model.language_model.layers.2.")) << name;
    for (const auto& name : trained(*model, "finetuning_type: freeze\nfreeze_trainable_layers: -1\n"))
        EXPECT_TRUE(name.starts_with("model.language_model.layers.0.")) << name;
    EXPECT_EQ(trained(*model, "finetuning_type: freeze\nfreeze_trainable_modules: mlp\n").size(), 6u);
    EXPECT_NE(errorOf([&] { trained(*model, "finetuning_type: freeze\nfreeze_trainable_layers: 4\n"); }).find("1 to 3"),
              std::string::npos);
    const auto error = errorOf([&] { trained(*model, "finetuning_type: freeze\nfreeze_trainable_modules: mpl\n"); });
    EXPECT_NE(error.find("mpl"), std::string::npos);
    EXPECT_NE(error.find("self_attn"), std::string::npos);
}

TEST(Trainable, baseWeightsOfABf16ModelTrainInFp32) {
    auto model = tinyModel();
    {
        torch::NoGradGuard noGrad;
        for (auto& parameter : model->parameters())
            parameter.set_data(parameter.to(torch::kBFloat16));
    }
    model->computeType = torch::kBFloat16;
    auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe("finetuning_type: full\n"), 1);
    const auto out = model->logits(model->hidden(textBatch(*model)));
    EXPECT_EQ(out.scalar_type(), torch::kBFloat16);
    out.to(torch::kFloat32).square().mean().backward();
    for (const auto& trained : trainable.parameters()) {
        const auto& name = trained.name;
        const auto& tensor = trained.tensor;
        EXPECT_EQ(tensor.scalar_type(), torch::kFloat32) << name;
        EXPECT_TRUE(tensor.grad().defined()) << name;
    }
}

TEST(Trainable, adaptersInTheTowerCount) {
    auto model = tinyModel();
    trained(*model, "lora_target: all\nfreeze_vision_tower: false\n");
    EXPECT_TRUE(model->trainedParts.contains("vision_tower") && !model->trainedParts.contains("projector"));
    trained(*model, "lora_target: all-linear\n");
    EXPECT_TRUE(model->trainedParts.contains("vision_tower") && model->trainedParts.contains("projector"));
    trained(*model, "lora_target: all\n");
    EXPECT_FALSE(model->trainedParts.contains("vision_tower") || model->trainedParts.contains("projector"));
}

TEST(Trainable, summaryCounts) {
    auto model = tinyModel();
    std::int64_t base = 0;
    for (const auto& parameter : model->parameters())
        base += parameter.numel();
    const auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe("lora_rank: 2\nlora_target: o_proj\n"), 1);
    const std::int64_t lora = 3 * 2 * (32 + 32);
    EXPECT_EQ(trainable.summary.find("trainable parameters: 384 || all: " + grouped(base + lora) + " || "), 0u)
        << trainable.summary;
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(grouped(123), "123");
    EXPECT_EQ(grouped(-1234), "-1,234");
}

TEST(Trainable, goesOnFromAFolder) {
    TemporaryFolder temporary;
    auto model = tinyModel();
    torch::Tensor tuned;
    {
        auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe("lora_rank: 2\n"), 1);
        shake(trainable.parameters());
        tuned = logits(*model);
        saveAdapter(*trainable.adapter, temporary.path / "a", "base");
    }
    auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe("lora_rank: 2\n"), 1, temporary.path / "a");
    EXPECT_LT(difference(logits(*model), tuned), 1e-6);
    EXPECT_TRUE(trainable.parameters().front().tensor.requires_grad());
    for (const char* yaml : {"finetuning_type: ia3\n", "finetuning_type: full\n"}) {
        auto other = tinyModel();
        EXPECT_FALSE(
            errorOf([&] { makeTrainable(*other, family("qwen2_vl"), recipe(yaml), 1, temporary.path / "a"); }).empty());
    }
}

TEST(Trainable, keysThatWouldChangeTheResultAreRefused) {
    auto model = tinyModel();
    for (const char* yaml : {"train_mm_proj_only: true\n", "pissa_init: true\n"})
        EXPECT_NE(errorOf([&] { trained(*model, yaml); }).find("recipe.yaml:1"), std::string::npos) << yaml;
    for (const char* yaml : {"train_mm_proj_only: false\n", "pissa_init: false\n"})
        EXPECT_EQ(errorOf([&] { trained(*model, yaml); }), "") << yaml;
}
