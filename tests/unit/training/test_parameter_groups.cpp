#include "training/parameter_groups.h"
#include "unit/training/support.h"

namespace atelier::training::test {
namespace {

/// The rates of all base weights of a model, or of LoRA on all its linears, by name.
std::map<std::string, Trained> ratesOf(const OptimizationOptions& optimization, const std::string& recipe,
                                       const std::string& family = "qwen2_vl") {
    auto model = peft::test::tinyModel(family);
    const auto trainable = peft::makeTrainable(*model, peft::test::family(family),
                                               peft::test::recipe(recipe + "freeze_vision_tower: false\n"
                                                                           "freeze_multi_modal_projector: false\n"),
                                               5);
    TrainOptions options;
    options.learningRate = 1e-4;
    options.optimization = optimization;
    std::map<std::string, Trained> byName;
    for (auto& parameter : withRates(trainable.parameters(), *model, options))
        byName[parameter.name] = parameter;
    return byName;
}

const std::string kFull = "finetuning_type: full\n", kLora = "finetuning_type: lora\nlora_target: all\n";

double factorOf(const std::map<std::string, Trained>& parameters, const std::string& part) {
    for (const auto& [name, parameter] : parameters)
        if (name.find(part) != name.npos) return parameter.rateFactor;
    ADD_FAILURE() << "no parameter like " << part;
    return -1;
}

std::vector<Trained> listed(const std::map<std::string, Trained>& parameters) {
    std::vector<Trained> all;
    for (const auto& [_, parameter] : parameters)
        all.push_back(parameter);
    return all;
}

TEST(ParameterGroups, AllLearnAlikeUnlessAsked) {
    const auto rates = ratesOf({}, kFull);
    for (const auto& [name, parameter] : rates)
        EXPECT_EQ(parameter.rateFactor, 1) << name;
    EXPECT_TRUE(rateGroups(listed(rates)).empty());
}

TEST(ParameterGroups, EachPartHasItsRate) {
    OptimizationOptions wanted;
    wanted.towerRate = 1e-6;
    wanted.projectorRate = 2e-4;
    for (const char* family : {"qwen2_vl", "llava"}) {
        std::set<std::string> groups;
        for (const auto& [name, parameter] : ratesOf(wanted, kFull, family)) {
            const double expected = parameter.group == "vision_tower" ? 0.01 : parameter.group == "projector" ? 2 : 1;
            EXPECT_DOUBLE_EQ(parameter.rateFactor, expected) << name;
            groups.insert(parameter.group);
        }
        EXPECT_EQ(groups, (std::set<std::string>{"language_model", "projector", "vision_tower"})) << family;
    }
    const auto groups = rateGroups(listed(ratesOf(wanted, kFull)));
    ASSERT_EQ(groups.size(), 3U);
    for (const auto& [group, factor] : groups)
        EXPECT_DOUBLE_EQ(factor, group == "vision_tower" ? 0.01 : group == "projector" ? 2 : 1);
}

TEST(ParameterGroups, APartCanHaveItsRateByName) {
    OptimizationOptions wanted;
    wanted.projectorRate = 2e-4;
    wanted.partRates = R"({"projector": 3e-4})";
    for (const auto& [name, parameter] : ratesOf(wanted, kFull))
        EXPECT_DOUBLE_EQ(parameter.rateFactor, parameter.group == "projector" ? 3 : 1) << name;
    wanted.partRates = R"({"qformer": 1e-4})";
    EXPECT_NE(peft::test::errorOf([&] { ratesOf(wanted, kFull); }).find("vision_tower, projector"), std::string::npos);
}

TEST(ParameterGroups, LoraPlusSpeedsUpB) {
    OptimizationOptions wanted;
    wanted.languageModelRate = 5e-5;
    std::int64_t a = 0, b = 0;
    for (const auto& [name, parameter] : ratesOf(wanted, kLora + "loraplus_lr_ratio: 16\n")) {
        const bool isB = name.find("lora_B") != name.npos, below = name.find("visual") != name.npos;
        (isB ? b : a) += 1;
        EXPECT_DOUBLE_EQ(parameter.rateFactor, (isB ? 16 : 1) * (below ? 1 : 0.5)) << name;
        EXPECT_EQ(parameter.group.ends_with("_lora_b"), isB) << name;
        EXPECT_EQ(parameter.group.starts_with("language_model"), !below) << name;
    }
    EXPECT_GT(a, 0);
    EXPECT_EQ(a, b);
}

TEST(ParameterGroups, TheRateFallsFromLayerToLayer) {
    OptimizationOptions wanted;
    wanted.layerDecay = 0.5;
    const auto full = ratesOf(wanted, kFull);
    EXPECT_EQ(factorOf(full, "language_model.layers.2."), 1);
    EXPECT_EQ(factorOf(full, "language_model.layers.1."), 0.5);
    EXPECT_EQ(factorOf(full, "language_model.layers.0."), 0.25);
    EXPECT_EQ(factorOf(full, "embed_tokens"), 0.125);
    EXPECT_EQ(factorOf(full, "language_model.norm"), 1);
    EXPECT_EQ(factorOf(full, "lm_head"), 1);
    EXPECT_EQ(factorOf(full, "blocks.1."), 1);
    EXPECT_EQ(factorOf(full, "blocks.0."), 0.5);
    EXPECT_EQ(factorOf(full, "patch_embed"), 0.25);
    EXPECT_EQ(factorOf(full, "merger"), 1);

    const auto lora = ratesOf(wanted, kLora);
    EXPECT_EQ(factorOf(lora, "language_model.layers.2.self_attn.q_proj.lora_A"), 1);
    EXPECT_EQ(factorOf(lora, "language_model.layers.0.mlp.up_proj.lora_B"), 0.25);

    const auto llava = ratesOf(wanted, kFull, "llava");
    EXPECT_EQ(factorOf(llava, "encoder.layers.2."), 1);
    EXPECT_EQ(factorOf(llava, "encoder.layers.0."), 0.25);
    EXPECT_EQ(factorOf(llava, "position_embedding"), 0.125);
    EXPECT_EQ(factorOf(llava, "post_layernorm"), 1);
}

TEST(ParameterGroups, TheLogShowsEachRate) {
    Bench bench(0, 20, "loraplus_lr_ratio: 4\n");
    auto options = quickOptions();
    options.maxSteps = 2;
    Trainer trainer = bench.trainer(options);
    trainer.run(unasked());
    const auto lines = logLines(bench.folder->path / "trainer_log.jsonl");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_DOUBLE_EQ(lines[0]["lr"].get<double>(), 0.01);
    EXPECT_DOUBLE_EQ(lines[0]["lr_language_model"].get<double>(), 0.01);
    EXPECT_DOUBLE_EQ(lines[0]["lr_language_model_lora_b"].get<double>(), 0.04);
}

}  // namespace
}  // namespace atelier::training::test
