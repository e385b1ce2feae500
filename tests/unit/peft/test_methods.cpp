#include "common/file.h"
#include "peft/options.h"
#include "tiny_model.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::peft;
using namespace atelier::peft::test;

namespace {

struct Setting {
    std::string family, yaml;
};
void PrintTo(const Setting& s, std::ostream* out) {
    *out << s.family << ": " << s.yaml;
}

class EveryMethod : public testing::TestWithParam<Setting> {
protected:
    std::shared_ptr<models::Model> model = tinyModel(GetParam().family);
    torch::Tensor vanilla = logits(*model);
    Trainable make() { return makeTrainable(*model, family(GetParam().family), recipe(GetParam().yaml), 42); }
};

}  // namespace

TEST(Methods, eachHasBothItsSides) {
    std::set<std::string> types;
    for (const auto& name : methodNames()) {
        const auto& info = methodInfo(name);
        EXPECT_FALSE(methodTitle(name).empty() || info.summary.empty()) << name;
        const auto& method = Registry<Method>::instance().at(name, "method");
        EXPECT_TRUE(method.create) << name;
        EXPECT_EQ(static_cast<bool>(method.load), info.isAdapter()) << name;
        if (info.isAdapter()) EXPECT_TRUE(types.insert(info.peftType).second) << name;
    }
    EXPECT_EQ(Registry<Method>::instance().all().size(), methodNames().size());
}

TEST(Methods, finetuningTypeOffersThemAll) {
    EXPECT_EQ(settings::findOption("finetuning_type")->choices, methodNames());
}

TEST(Methods, anUnknownOneIsToldWithTheNearest) {
    const auto error = errorOf([] { methodInfo("lorra", "recipe.yaml:1"); });
    EXPECT_NE(error.find("recipe.yaml:1"), std::string::npos);
    EXPECT_NE(error.find("nearest: lora"), std::string::npos);
}

TEST_P(EveryMethod, switchesOffAndDetaches) {
    {
        auto trainable = make();
        shake(trainable.parameters());
        EXPECT_GT(difference(logits(*model), vanilla), 1e-3);
        trainable.adapter->setEnabled(false);
        EXPECT_EQ(difference(logits(*model), vanilla), 0);
        trainable.adapter->setEnabled(true);
        EXPECT_GT(difference(logits(*model), vanilla), 1e-3);
    }
    EXPECT_EQ(difference(logits(*model), vanilla), 0);
    auto again = make();  // the places are free
}

TEST_P(EveryMethod, everyParameterIsAnFp32LeafThatGetsAGradient) {
    auto trainable = make();
    shake(trainable.parameters());
    trainable.adapter->train(true);
    model->logits(model->hidden(textBatch(*model))).square().mean().backward();
    for (const auto& trained : trainable.parameters()) {
        const auto& name = trained.name;
        const auto& tensor = trained.tensor;
        EXPECT_TRUE(tensor.is_leaf() && tensor.requires_grad()) << name;
        EXPECT_EQ(tensor.scalar_type(), torch::kFloat32) << name;
        ASSERT_TRUE(tensor.grad().defined()) << name;
        EXPECT_GT(tensor.grad().abs().max().item<double>(), 0) << name;
    }
    for (const auto& parameter : model->parameters())
        EXPECT_FALSE(parameter.requires_grad());
}

TEST_P(EveryMethod, theSeedAloneDecidesTheStart) {
    auto other = tinyModel(GetParam().family);
    auto first = make();
    auto second = makeTrainable(*other, family(GetParam().family), recipe(GetParam().yaml), 42);
    auto different = tinyModel(GetParam().family);
    auto third = makeTrainable(*different, family(GetParam().family), recipe(GetParam().yaml), 43);
    double changed = 0;
    bool drawn = false;  // a method may start from one number everywhere
    for (std::size_t i = 0; i < first.parameters().size(); ++i) {
        const auto& tensor = first.parameters()[i].tensor;
        EXPECT_EQ(difference(tensor, second.parameters()[i].tensor), 0);
        changed += difference(tensor, third.parameters()[i].tensor);
        drawn = drawn || tensor.min().item<double>() != tensor.max().item<double>();
    }
    EXPECT_EQ(changed > 0, drawn);
}

TEST_P(EveryMethod, mergeEqualsTheAdapter) {
    auto trainable = make();
    shake(trainable.parameters());
    const auto tuned = logits(*model);
    if (!methodInfo(trainable.method).merges) {
        EXPECT_NE(errorOf([&] { trainable.adapter->merge(); }).find("cannot be merged"), std::string::npos);
        return;
    }
    trainable.adapter->merge();
    EXPECT_LT(difference(logits(*model), tuned), 1e-5 * tuned.abs().max().item<double>());
    EXPECT_GT(difference(logits(*model), vanilla), 1e-3);
}

TEST_P(EveryMethod, foldersComeBackTheSame) {
    TemporaryFolder temporary;
    auto trainable = make();
    shake(trainable.parameters());
    const auto tuned = logits(*model);
    saveAdapter(*trainable.adapter, temporary.path / "adapter", "base");
    trainable.adapter.reset();
    auto loaded = loadAdapter(*model, family(GetParam().family), temporary.path / "adapter");
    EXPECT_LT(difference(logits(*model), tuned), 1e-6);
    EXPECT_EQ(readJson(temporary.path / "adapter/adapter_config.json").at("base_model_name_or_path"), "base");
    saveAdapter(*loaded, temporary.path / "again", "base");
    EXPECT_EQ(readJson(temporary.path / "adapter/adapter_config.json").at("peft_type"),
              readJson(temporary.path / "again/adapter_config.json").at("peft_type"));
    EXPECT_EQ(readFile(temporary.path / "adapter/adapter_model.safetensors"),
              readFile(temporary.path / "again/adapter_model.safetensors"));
}

// Every adapter there is as it comes, and some with other options.
std::vector<Setting> allSettings() {
    std::vector<Setting> all;
    for (const auto& name : methodNames())
        if (methodInfo(name).isAdapter())
            for (const char* family : {"qwen2_vl", "qwen3_5"})
                all.push_back({family, "finetuning_type: " + name + "\n"});
    for (const char* yaml : {"finetuning_type: lora\nlora_target: q_proj, v_proj\nuse_rslora: true\n",
                             "finetuning_type: lora\nlora_target: ['.*language_model.*down_proj']\nlora_alpha: 3\n",
                             "finetuning_type: lora\nlora_rank: 3\nuse_dora: true\n", "finetuning_type: ia3\n",
                             "finetuning_type: prefix\nprefix_tokens: 2\nprefix_projection: true\n",
                             "finetuning_type: llama_adapter\nllama_adapter_layers: 3\n"})
        all.push_back({"llava", yaml});
    return all;
}
INSTANTIATE_TEST_SUITE_P(All, EveryMethod, testing::ValuesIn(allSettings()));

TEST(Lora, startsAtTheBaseWithAUniform) {
    auto model = tinyModel();
    const auto vanilla = logits(*model);
    auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe("lora_rank: 16\n"), 1);
    EXPECT_EQ(difference(logits(*model), vanilla), 0);
    for (const auto& trained : trainable.parameters()) {
        const auto& name = trained.name;
        const auto& tensor = trained.tensor;
        if (name.ends_with("lora_B.weight")) {
            EXPECT_EQ(tensor.abs().max().item<double>(), 0) << name;
            continue;
        }
        const double bound = 1 / std::sqrt(static_cast<double>(tensor.size(1)));
        EXPECT_LE(tensor.abs().max().item<double>(), bound) << name;
        EXPECT_NEAR(tensor.std().item<double>(), bound / std::sqrt(3.0), 0.1 * bound) << name;
    }
    const auto config = trainable.adapter->config();
    EXPECT_EQ(config.at("lora_alpha"), 32);
    EXPECT_EQ(config.at("r"), 16);
}

TEST(Lora, aPlacesStartDoesNotDependOnTheOthers) {
    auto model = tinyModel(), other = tinyModel();
    auto all = makeTrainable(*model, family("qwen2_vl"), recipe("lora_target: all\n"), 9);
    auto one = makeTrainable(*other, family("qwen2_vl"), recipe("lora_target: v_proj\n"), 9);
    int compared = 0;
    for (const auto& trained : one.parameters())
        for (const auto& parameter : all.parameters())
            if (parameter.name == trained.name) {
                EXPECT_EQ(difference(parameter.tensor, trained.tensor), 0);
                ++compared;
            }
    EXPECT_EQ(compared, 6);
}

TEST(Ia3, feedForwardLayersMustBeTargets) {
    auto model = tinyModel();
    const auto refusal = [&](const std::string& yaml) {
        return errorOf([&] { makeTrainable(*model, family("qwen2_vl"), recipe("finetuning_type: ia3\n" + yaml), 1); });
    };
    EXPECT_NE(refusal("ia3_feedforward: up_proj\n").find("matches \"up_proj\""), std::string::npos);
    EXPECT_EQ(refusal("ia3_target: k_proj, up_proj\nia3_feedforward: up_proj\n"), "");
    EXPECT_EQ(refusal("ia3_target: k_proj\n"), "");  // the default of ia3_feedforward finds nothing
}

TEST(AdaLora, theScheduleMustLeaveStepsForDropping) {
    const auto refusal = [](const std::string& yaml) {
        return errorOf([&] { checkMethod(recipe("finetuning_type: adalora\n" + yaml)); });
    };
    const std::string schedule = "adalora_warmup_steps: 4\nadalora_final_steps: 6\n";
    EXPECT_NE(refusal(schedule + "max_steps: 10\n").find("recipe.yaml:3:"), std::string::npos);
    EXPECT_NE(refusal(schedule + "max_steps: 10\n").find("no step of 10"), std::string::npos);
    EXPECT_EQ(refusal(schedule + "max_steps: 11\n"), "");
    EXPECT_EQ(refusal(schedule), "");  // epochs: not known before the samples
    auto model = tinyModel();
    auto trainable = makeTrainable(*model, family("qwen2_vl"), recipe("finetuning_type: adalora\n" + schedule), 1);
    EXPECT_NE(errorOf([&] { trainable.adapter->checkSteps(10); }), "");
    EXPECT_EQ(errorOf([&] { trainable.adapter->checkSteps(11); }), "");
}
