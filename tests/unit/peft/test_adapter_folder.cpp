#include "checkpoint/safetensors.h"
#include "checkpoint/tensors.h"
#include "common/log.h"
#include "tiny_model.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>

using namespace atelier;
using namespace atelier::peft;
using namespace atelier::peft::test;

namespace {

// A saved LoRA whose two files a test can spoil.
struct Saved {
    explicit Saved(const std::string& name, const std::string& yaml, bool tied = false)
        : familyName(name), model(tinyModel(name, tied)) {
        auto trainable = makeTrainable(*model, family(name), recipe(yaml), 1);
        shake(trainable.parameters());
        tuned = logits(*model);
        saveAdapter(*trainable.adapter, folder.path / "a", "base");
        config = readJson(folder.path / "a/adapter_config.json");
        const checkpoint::SafetensorsFile file(folder.path / "a/adapter_model.safetensors");
        for (const auto& [key, view] : file.tensors())
            tensors[key] = checkpoint::toTensor(view);
    }
    void write() {
        std::ofstream(folder.path / "a/adapter_config.json") << config.dump();
        std::map<std::string, checkpoint::TensorView> views;
        for (const auto& [key, tensor] : tensors)
            views[key] = checkpoint::viewOf(tensor);
        checkpoint::writeSafetensors(folder.path / "a/adapter_model.safetensors", views);
    }
    std::string error() {
        write();
        return errorOf([&] { load(); });
    }
    std::unique_ptr<Adapter> load() { return loadAdapter(*model, family(familyName), folder.path / "a"); }
    void rename(const std::string& from, const std::string& to) {
        Tensors renamed;
        for (const auto& [key, tensor] : tensors) {
            std::string name = key;
            if (const auto at = name.find(from); at != std::string::npos) name.replace(at, from.size(), to);
            renamed[name] = tensor;
        }
        tensors = renamed;
    }

    std::string familyName;
    TemporaryFolder folder;
    std::shared_ptr<models::Model> model;
    torch::Tensor tuned;
    Json config;
    Tensors tensors;
};

}  // namespace

TEST(AdapterFolder, olderNamesAreRead) {
    Saved qwen("qwen2_vl", "lora_rank: 2\n");
    qwen.rename("model.model.language_model.layers", "model.model.layers");
    ASSERT_TRUE(qwen.tensors.contains("base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"));
    qwen.write();
    auto adapter = qwen.load();
    EXPECT_LT(difference(logits(*qwen.model), qwen.tuned), 1e-6);
    EXPECT_EQ(adapter->parameters().front().name,
              "base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight");
    adapter.reset();

    // An expression written for the older names, as peers write it with a frozen tower.
    qwen.config["target_modules"] =
        R"(^(?!.*visual)model\.layers.*(?:q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj))";
    qwen.write();
    adapter = qwen.load();
    EXPECT_LT(difference(logits(*qwen.model), qwen.tuned), 1e-6);
    EXPECT_EQ(adapter->config().at("target_modules").size(), 7u);  // written for the newest names
    adapter.reset();

    Saved llava("llava", "lora_rank: 2\n");
    llava.rename("model.model.language_model.layers", "model.language_model.model.layers");
    llava.write();
    adapter = llava.load();
    EXPECT_LT(difference(logits(*llava.model), llava.tuned), 1e-6);
}

TEST(AdapterFolder, numbersThatAreNoneAreRefusedByName) {
    Saved saved("qwen2_vl", "lora_rank: 2\n");
    const std::string name = "base_model.model.model.language_model.layers.1.mlp.up_proj.lora_B.weight";
    saved.tensors.at(name)[0][0] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_NE(saved.error().find("\"" + name + "\" holds what is no number"), std::string::npos) << saved.error();
}

// A method itself says which keys need no word.
TEST(AdapterFolder, keysOfTheStartAreThoseOfTheMethod) {
    std::vector<std::string> warnings;
    log::setSink([&](log::Level, const std::string& text) { warnings.push_back(text); });
    for (const auto& [type, expected] : {std::pair("lora", "tokenizer_kwargs"), std::pair("prompt", "loftq_config")}) {
        Saved saved("qwen2_vl", std::string("finetuning_type: ") + type + "\n");
        for (const char* key : {"loftq_config", "tokenizer_kwargs"})
            saved.config[key] = {{"a", 1}};
        saved.write();
        warnings.clear();
        saved.load();
        ASSERT_EQ(warnings.size(), 1u) << type;
        EXPECT_TRUE(warnings[0].ends_with("unknown keys are ignored: " + std::string(expected))) << warnings[0];
    }
    log::setSink({});
}

TEST(AdapterFolder, severalAreNotTakenForOne) {
    Saved saved("qwen2_vl", "lora_rank: 2\n");
    EXPECT_NE(errorOf([] { methodOfFolder("one,other"); }).find("names several adapters"), std::string::npos);
    EXPECT_NE(errorOf([] { methodOfFolder("nowhere"); }).find("no adapter here"), std::string::npos);
}

TEST(AdapterFolder, partialLoadsAreRefusedByName) {
    const std::string name = "base_model.model.model.language_model.layers.1.mlp.up_proj.lora_B.weight";
    {
        Saved saved("qwen2_vl", "lora_rank: 2\n");
        saved.tensors.erase(name);
        EXPECT_NE(saved.error().find(name), std::string::npos) << saved.error();
    }
    {
        Saved saved("qwen2_vl", "lora_rank: 2\n");
        saved.rename("layers.1.mlp.up_proj", "layers.7.mlp.up_proj");
        EXPECT_NE(saved.error().find("layers.7.mlp.up_proj.lora_A"), std::string::npos) << saved.error();
    }
    {
        Saved saved("qwen2_vl", "lora_rank: 2\n");
        std::erase_if(saved.tensors,
                      [](const auto& item) { return item.first.find("layers.1.mlp.up_proj") != std::string::npos; });
        EXPECT_NE(saved.error().find("model.language_model.layers.1.mlp.up_proj"), std::string::npos) << saved.error();
    }
    {
        Saved saved("qwen2_vl", "lora_rank: 2\n");
        saved.tensors["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"] = torch::zeros({2, 32});
        EXPECT_NE(saved.error().find("twice"), std::string::npos) << saved.error();
    }
    {
        Saved saved("qwen2_vl", "lora_rank: 2\n");
        saved.config["target_modules"] = {"q_proj"};
        EXPECT_NE(saved.error().find("does not select"), std::string::npos) << saved.error();
    }
}

TEST(AdapterFolder, ranksMustAgreeWithTheConfig) {
    Saved saved("qwen2_vl", "lora_rank: 4\nlora_target: q_proj, v_proj\n");
    saved.config["r"] = 8;
    EXPECT_NE(saved.error().find("[4, 32] instead of [8, 32]"), std::string::npos) << saved.error();
    saved.config["r"] = 4;
    saved.config["rank_pattern"] = {{"v_proj", 4}, {R"(layers\.2\.self_attn\.q_proj)", 2}};
    EXPECT_NE(saved.error().find("layers.2.self_attn.q_proj"), std::string::npos);
}

TEST(AdapterFolder, patternsPerLayerChangeRankAndScale) {
    Saved saved("qwen2_vl", "lora_rank: 4\nlora_alpha: 8\nlora_target: q_proj, v_proj\n");
    const auto before = saved.tuned;
    saved.config["r"] = 6;
    saved.config["lora_alpha"] = 12;
    saved.config["rank_pattern"] = {{"q_proj", 4}, {"v_proj", 4}};
    saved.config["alpha_pattern"] = {{".*_proj", 8}};
    saved.write();
    auto adapter = saved.load();
    EXPECT_LT(difference(logits(*saved.model), before), 1e-6);
    saveAdapter(*adapter, saved.folder.path / "b", "base");
    adapter.reset();
    adapter = loadAdapter(*saved.model, family("qwen2_vl"), saved.folder.path / "b");
    EXPECT_LT(difference(logits(*saved.model), before), 1e-6);
    adapter.reset();
    saved.config["alpha_pattern"] = Json::object();
    saved.write();
    adapter = saved.load();
    EXPECT_GT(difference(logits(*saved.model), before), 1e-4);
}

TEST(AdapterFolder, whatIsNotHonouredIsRefused) {
    const std::vector<std::pair<std::string, Json>> cases{{"bias", "all"},
                                                          {"modules_to_save", {"lm_head"}},
                                                          {"fan_in_fan_out", true},
                                                          {"lora_bias", true},
                                                          {"layer_replication", {{0, 1}}},
                                                          {"init_lora_weights", "pissa"},
                                                          {"lora_alpha", 1e300},
                                                          {"lora_dropout", -1},
                                                          {"lora_dropout", 1},
                                                          {"peft_type", "MISS"}};
    for (const auto& [key, value] : cases) {
        Saved saved("qwen2_vl", "lora_target: q_proj\n");
        saved.config[key] = value;
        const std::string error = saved.error();
        EXPECT_NE(error.find(key == "peft_type" ? "MISS" : key), std::string::npos) << key << ": " << error;
    }
}

TEST(AdapterFolder, keysThatNobodyKnowsAreReported) {
    Saved saved("qwen2_vl", "lora_target: q_proj\n");
    std::string warnings;
    log::setSink([&](log::Level, const std::string& text) { warnings += text; });
    saved.config["peft_version"] = "0.99";
    saved.config["of_tomorrow"] = false;
    saved.write();
    saved.load();
    EXPECT_EQ(warnings, "");
    saved.config["of_tomorrow"] = true;
    saved.write();
    saved.load();
    log::setSink({});
    EXPECT_NE(warnings.find("ignored: of_tomorrow"), std::string::npos) << warnings;
}

TEST(AdapterFolder, anAdapterOfAnotherFamilyIsRefused) {
    Saved saved("qwen2_vl", "lora_target: q_proj\n");
    const auto base = saved.folder.path / "base";
    std::filesystem::create_directory(base);
    const auto refusal = [&](const std::string& path, const std::string& type) {
        std::ofstream(base / "config.json") << Json{{"model_type", type}}.dump();
        saved.config["base_model_name_or_path"] = path;
        return saved.error();
    };
    EXPECT_EQ(refusal(base.string(), "qwen2_vl"), "");
    EXPECT_NE(refusal(base.string(), "llava").find("another family (llava)"), std::string::npos);
    EXPECT_NE(refusal(base.string(), "of_tomorrow").find("another family"), std::string::npos);
    EXPECT_EQ(refusal("base", "llava"), "");
    EXPECT_EQ(refusal((base / "gone").string(), "llava"), "");
}

TEST(AdapterFolder, aPrefixForAnotherModelIsRefused) {
    Saved saved("llava", "finetuning_type: prefix\nprefix_tokens: 4\n");
    auto other = tinyModel("qwen2_vl");  // two key/value heads instead of four
    const auto error = errorOf([&] { loadAdapter(*other, family("qwen2_vl"), saved.folder.path / "a"); });
    EXPECT_NE(error.find("num_attention_heads"), std::string::npos) << error;
    saved.tensors["prompt_embeddings"] = saved.tensors["prompt_embeddings"].narrow(0, 0, 3).contiguous();
    EXPECT_NE(saved.error().find("prompt_embeddings is [3"), std::string::npos) << saved.error();
}

TEST(AdapterFolder, damagedFoldersAreRefused) {
    TemporaryFolder temporary;
    auto model = tinyModel();
    EXPECT_NE(errorOf([&] { loadAdapter(*model, family("qwen2_vl"), temporary.path); }).find("adapter_config.json"),
              std::string::npos);
    std::ofstream(temporary.path / "adapter_config.json") << R"({"peft_type": "LORA"})";
    std::ofstream(temporary.path / "adapter_model.bin") << "x";
    const std::string error = errorOf([&] { loadAdapter(*model, family("qwen2_vl"), temporary.path); });
    EXPECT_NE(error.find("adapter_model.bin"), std::string::npos) << error;
    EXPECT_NE(error.find("pickle file"), std::string::npos) << error;
}

namespace {
const std::string kEmbeddings = "model.language_model.embed_tokens.weight", kHead = "lm_head.weight";

// A plain LoRA on a tied model, with what others leave beside it.
Saved tiedWith(const Json& modules, std::int64_t moreTokens = 0) {
    Saved saved("qwen2_vl", "lora_rank: 2\n", true);
    const auto own = saved.model->named_parameters()[kEmbeddings];
    const auto table = torch::cat({own, own.narrow(0, 0, moreTokens)});
    saved.tensors[kNamePrefix + kEmbeddings] = table;
    if (modules.size() > 1) saved.tensors[kNamePrefix + kHead] = table.clone();
    saved.config["modules_to_save"] = modules;
    saved.write();
    return saved;
}
}  // namespace

TEST(SavedEmbeddings, ofTheBaseChangeNothing) {
    for (const Json& modules : {Json(nullptr), Json({"embed_tokens"}), Json({"embed_tokens", "lm_head"})}) {
        Saved saved = tiedWith(modules);
        const auto base = logits(*saved.model);
        auto adapter = saved.load();
        EXPECT_LT(difference(logits(*saved.model), saved.tuned), 1e-6) << modules;
        EXPECT_EQ(static_cast<bool>(saved.model->head), !modules.is_null());
        saveAdapter(*adapter, saved.folder.path / "again", "base");
        adapter.reset();
        EXPECT_FALSE(saved.model->head);
        EXPECT_LT(difference(logits(*saved.model), base), 1e-6);
        const auto again = readJson(saved.folder.path / "again/adapter_config.json");
        EXPECT_EQ(again.at("modules_to_save").size(), modules.size());
        const checkpoint::SafetensorsFile file(saved.folder.path / "again/adapter_model.safetensors");
        EXPECT_EQ(file.tensors().size(), saved.tensors.size());
    }
}

TEST(SavedEmbeddings, ofTheHeadAloneLeaveTheTokens) {
    Saved saved = tiedWith({"lm_head"});
    const auto base = logits(*saved.model);
    const auto table = saved.tensors[kNamePrefix + kEmbeddings];
    saved.tensors.erase(kNamePrefix + kEmbeddings);
    saved.tensors[kNamePrefix + kHead] = table * 2;
    saved.write();
    auto adapter = saved.load();
    EXPECT_LT(difference(logits(*saved.model), saved.tuned * 2), 1e-5);
    adapter->setEnabled(false);
    EXPECT_LT(difference(logits(*saved.model), base), 1e-6);
    adapter->setEnabled(true);
    adapter->merge();
    adapter.reset();
    ASSERT_TRUE(saved.model->head);  // what was merged needs it
    EXPECT_LT(difference(logits(*saved.model), saved.tuned * 2), 1e-4);
}

TEST(SavedEmbeddings, onesThatDoNotFitAreNamed) {
    for (const Json& modules : {Json(nullptr), Json({"embed_tokens", "lm_head"})}) {
        const std::string error = tiedWith(modules, 4).error();
        EXPECT_NE(error.find("vocabulary is larger than the model's: 104 tokens instead of 100"), std::string::npos)
            << error;
    }
    Saved differs = tiedWith(nullptr);
    differs.tensors[kNamePrefix + kHead] = differs.tensors[kNamePrefix + kEmbeddings] + 1;
    EXPECT_NE(differs.error().find("differs from the token embeddings"), std::string::npos);
    Saved lacks = tiedWith({"embed_tokens", "lm_head"});
    lacks.tensors.erase(kNamePrefix + kHead);
    EXPECT_NE(lacks.error().find("missing tensors of modules_to_save"), std::string::npos);
    EXPECT_FALSE(lacks.model->head);
}

TEST(SavedEmbeddings, aTiedMatrixIsTrainedForBoth) {
    for (const char* name : {"embed_tokens", "lm_head", "[embed_tokens, lm_head]"}) {
        auto model = tinyModel("qwen2_vl", true);
        const auto trainable = makeTrainable(*model, family("qwen2_vl"),
                                             recipe(std::string("lora_rank: 2\nadditional_target: ") + name + "\n"), 1);
        EXPECT_EQ(trainable.adapter->config().at("ensure_weight_tying"), Json(true));
        EXPECT_EQ(trainable.parameters().back().name, kNamePrefix + kEmbeddings);
        EXPECT_TRUE(trainable.parameters().back().tensor.is_same(model->decoder->embedTokens->weight));
        EXPECT_FALSE(model->head);
    }
}
