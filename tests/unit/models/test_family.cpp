#include "common/error.h"
#include "models/family.h"
#include "models/load.h"
#include "models/parts/language_model.h"
#include "nn/build_device.h"

#include <gtest/gtest.h>

#include <cmath>

namespace atelier::models {
namespace {

const Family& family(const std::string& type) {
    return Registry<Family>::instance().at(type, "model family");
}

TEST(Family, readsEveryGenerationOfNames) {
    const auto& qwen = family("qwen2_vl");
    const std::string layer = "model.language_model.layers.3.self_attn.q_proj.weight";
    EXPECT_EQ(qwen.moduleName("model.layers.3.self_attn.q_proj.weight"), layer);
    EXPECT_EQ(qwen.moduleName(layer), layer);
    EXPECT_EQ(qwen.moduleName("visual.blocks.0.attn.qkv.bias"), "model.visual.blocks.0.attn.qkv.bias");
    EXPECT_EQ(qwen.moduleName("lm_head.weight"), "lm_head.weight");

    const auto& llava = family("llava");
    EXPECT_EQ(llava.moduleName("language_model.model.layers.3.self_attn.q_proj.weight"), layer);
    EXPECT_EQ(llava.moduleName(layer), layer);
    EXPECT_EQ(llava.moduleName("language_model.lm_head.weight"), "lm_head.weight");
    const std::string tower = "model.vision_tower.pre_layrnorm.weight";
    EXPECT_EQ(llava.moduleName("vision_tower.vision_model.pre_layrnorm.weight"), tower);
    EXPECT_EQ(llava.moduleName("model.vision_tower.vision_model.pre_layrnorm.weight"), tower);
    EXPECT_EQ(llava.moduleName(tower), tower);

    // The Q-Former's queries lie beside it in files.
    const auto& blip = family("instructblip");
    EXPECT_EQ(blip.moduleName("query_tokens"), "qformer.query_tokens");
    EXPECT_EQ(blip.fileName("qformer.query_tokens"), "query_tokens");
    const std::string own = "language_model.model.layers.3.self_attn.q_proj.weight";
    EXPECT_EQ(blip.moduleName(own), own);
    EXPECT_EQ(blip.fileName(own), own);
}

TEST(Family, writesTheHubsNames) {
    const std::vector<std::string> shared{"model.language_model.layers.3.mlp.up_proj.weight",
                                          "model.language_model.embed_tokens.weight", "lm_head.weight"};
    std::map<std::string, std::vector<std::string>> names{{"qwen2_vl", shared}, {"llava", shared}};
    names["qwen2_vl"].push_back("model.visual.merger.ln_q.weight");
    names["llava"].push_back("model.vision_tower.encoder.layers.1.mlp.fc1.bias");
    names["llava"].push_back("model.multi_modal_projector.linear_1.weight");
    for (const auto& [type, list] : names)
        for (const auto& name : list)
            EXPECT_EQ(family(type).moduleName(family(type).fileName(name)), name) << type;
    EXPECT_EQ(family("qwen2_vl").fileName("model.language_model.norm.weight"), "model.norm.weight");
    EXPECT_EQ(family("qwen2_vl").fileName("model.visual.merger.ln_q.weight"), "visual.merger.ln_q.weight");
    EXPECT_EQ(family("llava").fileName("lm_head.weight"), "language_model.lm_head.weight");
}

Json sizes() {
    return {{"vocab_size", 100},      {"hidden_size", 64},        {"intermediate_size", 128},
            {"num_hidden_layers", 2}, {"num_attention_heads", 4}, {"num_key_value_heads", 2}};
}

TEST(LlamaConfig, readsOldAndNewRotaryKeys) {
    Json old = sizes(), current = sizes();
    old["rope_theta"] = 5e5;
    old["rope_scaling"] = {{"type", "mrope"}, {"mrope_section", {2, 3, 3}}};
    current["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", 5e5}, {"mrope_section", {2, 3, 3}}};
    for (const Json& text : {old, current}) {
        const auto decoder = LlamaConfig::read(text, "config.json", {}).decoder();
        EXPECT_EQ(decoder.rotaries.at(0).theta, 5e5);
        EXPECT_EQ(decoder.rotaries.at(0).sections, (std::vector<std::int64_t>{2, 3, 3}));
        EXPECT_EQ(LlamaConfig::read(text, "config.json", {}).attention(0).headSize, 16);
    }
}

TEST(LlamaConfig, fillsInWhatTheFamilyDefaultsTo) {
    LlamaConfig defaults;
    defaults.hidden = 32;
    defaults.eps = 1e-5;
    defaults.theta = 1e6;
    Json text = sizes();
    text.erase("hidden_size");
    const auto config = LlamaConfig::read(text, "config.json", defaults);
    EXPECT_EQ(config.hidden, 32);
    EXPECT_EQ(config.eps, 1e-5);
    EXPECT_EQ(config.decoder().rotaries.at(0).theta, 1e6);
    EXPECT_THROW(LlamaConfig::read(text, "config.json", {}), Error);
}

TEST(LlamaConfig, refusesCountsOfLayersThatNoModelHas) {
    for (const std::int64_t layers : {std::int64_t(-1), std::int64_t(0), std::int64_t(1'000'000'000)}) {
        Json text = sizes();
        text["num_hidden_layers"] = layers;
        EXPECT_THROW(LlamaConfig::read(text, "config.json", {}), Error) << layers;
    }
}

TEST(LlamaConfig, refusesWhatItCannotCompute) {
    Json scaled = sizes(), window = sizes(), heads = sizes();
    window["use_sliding_window"] = true;
    scaled["rope_scaling"] = {{"type", "strange"}, {"factor", 4.0}};
    heads["num_key_value_heads"] = 3;
    for (const Json& text : {scaled, window, heads})
        EXPECT_THROW(LlamaConfig::read(text, "config.json", {}), Error) << text.dump();
}

TEST(LlamaConfig, refusesNumbersThatGiveNaN) {
    for (const char* key : {"rms_norm_eps", "rope_theta"}) {
        Json text = sizes();
        text[key] = -1.0;
        EXPECT_THROW(LlamaConfig::read(text, "config.json", {}), Error) << key;
    }
}

TEST(LlamaConfig, refusesRotaryThatItWouldComputeOtherwise) {
    const Json yarn = {{"rope_type", "yarn"}, {"factor", 4.0}, {"original_max_position_embeddings", 32}};
    const auto with = [](Json object, const char* key, const Json& value) {
        object[key] = value;
        return object;
    };
    const std::vector<std::pair<Json, const char*>> cases{
        {"auto", "\"rope_scaling\" must be an object"},
        {Json::array({1}), "\"rope_scaling\" must be an object"},
        {{{"type", "linear"}, {"factor", 0}}, "\"factor\" must be above 0"},
        {{{"type", "linear"}, {"factor", -2.0}}, "\"factor\" must be above 0"},
        {{{"type", "longrope"}, {"factor", 2.0}}, "rope type \"longrope\" is not supported"},
        {with(yarn, "attention_factor", -1), "\"attention_factor\" must be above 0"},
        {with(yarn, "truncate", false), "\"truncate\": false is not supported"},
        {{{"mrope_section", "x"}}, "\"mrope_section\" must be a list of three"},
        {{{"mrope_section", Json::array()}}, "\"mrope_section\" must be a list of three"},
        {{{"mrope_section", {-1, 8, 1}}}, "\"mrope_section\" must be a list of three"},
        {{{"mrope_interleaved", true}}, "\"mrope_interleaved\" must be false"},
        {{{"partial_rotary_factor", 1.5}}, "\"partial_rotary_factor\" must be above 0 and at most 1"}};
    for (const auto& [scaling, expected] : cases) {
        Json text = sizes();
        text["rope_scaling"] = scaling;
        try {
            LlamaConfig::read(text, "config.json", {});
            ADD_FAILURE() << scaling.dump();
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(expected), std::string::npos) << error.what();
        }
    }
    Json text = sizes();
    text["rope_scaling"] = with(with(yarn, "mscale", 2.0), "mscale_all_dim", 1.0);
    const double log = std::log(4.0);
    EXPECT_NEAR(LlamaConfig::read(text, "config.json", {}).rotary.scaling.attentionFactor,
                (0.2 * log + 1) / (0.1 * log + 1), 1e-12);
}

TEST(LlamaConfig, namesTheSizeThatIsWrong) {
    for (const char* key :
         {"vocab_size", "hidden_size", "intermediate_size", "num_attention_heads", "num_key_value_heads", "head_dim"}) {
        Json text = sizes();
        text[key] = 0;
        try {
            LlamaConfig::read(text, "config.json", {});
            ADD_FAILURE() << key;
        } catch (const Error& error) {
            EXPECT_EQ(error.message(), "\"" + std::string(key) + "\" must be at least 1, not 0");
        }
    }
}

// What opening `config` says; the folder holds nothing else.
std::string refusal(const Json& config) {
    try {
        buildModel({"folder", config, Json::object(), config.at("model_type").get<std::string>()}, torch::kMeta);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::User);
        EXPECT_TRUE(error.where().starts_with("folder/config.json")) << error.what();
        return error.what();
    }
    return "";
}

Json qwen3Vl() {
    Json text = sizes();
    text["head_dim"] = 16;
    text["rope_scaling"] = {{"mrope_section", {4, 2, 2}}};
    const Json vision = {{"depth", 3},
                         {"hidden_size", 16},
                         {"num_heads", 2},
                         {"intermediate_size", 24},
                         {"out_hidden_size", 64},
                         {"num_position_embeddings", 16},
                         {"deepstack_visual_indexes", {0, 2}}};
    return {{"model_type", "qwen3_vl"}, {"text_config", text}, {"vision_config", vision}};
}

TEST(Family, anUnknownOneIsToldWithTheNearest) {
    const auto text = refusal({{"model_type", "qwen2_vll"}});
    EXPECT_NE(text.find("nearest: qwen2_vl; known: "), std::string::npos) << text;
    Json encoder = {
        {"model_type", "llava"}, {"text_config", sizes()}, {"vision_config", {{"model_type", "clip_visio"}}}};
    EXPECT_NE(refusal(encoder).find("unknown encoder (model_type) \"clip_visio\""), std::string::npos)
        << refusal(encoder);
}

// Names and shapes of tensors are often those of another language model, whose math is not.
TEST(Family, anUnknownLanguageModelIsNotTakenForAnother) {
    const Json vision = {{"model_type", "clip_vision_model"}, {"num_hidden_layers", 2}};
    Json config = {{"model_type", "llava"}, {"text_config", sizes()}, {"vision_config", vision}};
    EXPECT_EQ(refusal(config), "");
    for (const char* known : {"llama", "mistral", "qwen2"}) {
        config["text_config"]["model_type"] = known;
        EXPECT_EQ(refusal(config), "") << known;
    }
    config["text_config"]["model_type"] = "bloom";
    EXPECT_NE(refusal(config).find("unknown language model (model_type) \"bloom\""), std::string::npos)
        << refusal(config);
    config["text_config"] = "x";
    EXPECT_NE(refusal(config).find("\"text_config\" must be an object"), std::string::npos) << refusal(config);

    // A family with one language model alone does not ask, as transformers.
    Json qwen = qwen3Vl();
    qwen["text_config"]["model_type"] = "qwen3_vl";
    EXPECT_EQ(refusal(qwen), "");
}

TEST(Family, aConfigThatNoModelCanBeBuiltFromIsTold) {
    EXPECT_EQ(refusal(qwen3Vl()), "");
    const std::vector<std::tuple<const char*, Json, const char*>> cases{
        {"in_channels", -1, "\"in_channels\" must be at least 1"},
        {"hidden_size", 1'000'000'000, "no model can be built from it"},
        {"hidden_size", 15, "\"hidden_size\" 15 is no multiple of \"num_heads\" 2"},
        {"intermediate_size", -1, "\"intermediate_size\" must be at least 1"},
        {"num_position_embeddings", 17, "is no square number"},
        {"patch_size", 1'000'000'000, "no model can be built from it"},
        {"deepstack_visual_indexes", {0, 3}, "from 0 to 2"},
        {"deepstack_visual_indexes", {2, 0}, "ascending"},
        {"deepstack_visual_indexes", {1, 1}, "ascending"},
        {"deepstack_visual_indexes", {"x"}, "from 0 to 2"},
        {"depth", "x", "\"depth\" must be a whole number"}};
    for (const auto& [key, value, expected] : cases) {
        Json config = qwen3Vl();
        config["vision_config"][key] = value;
        EXPECT_NE(refusal(config).find(expected), std::string::npos) << key << ": " << refusal(config);
    }
}

TEST(Family, quantizationOfOtherProgramsIsTold) {
    const std::vector<std::pair<Json, const char*>> cases{
        {{{"quant_method", "gptq"}, {"bits", 4}}, "quantised by \"gptq\" are not supported"},
        {{{"quant_method", "awq"}}, "quantised by \"awq\" are not supported"},
        {{{"bits", 4}}, "\"quant_method\" is missing"},
        {"nf4", "must be an object"},
        {{{"quant_method", "bitsandbytes"}, {"load_in_4bit", "yes"}}, "\"load_in_4bit\" must be true or false"},
        {{{"load_in_4bit", true}, {"load_in_8bit", true}}, "asks for 4 bits and for 8 bits"}};
    for (const auto& [value, expected] : cases) {
        Json config = qwen3Vl();
        config["quantization_config"] = value;
        EXPECT_NE(refusal(config).find(expected), std::string::npos) << value.dump() << ": " << refusal(config);
    }
    for (const Json& value : {Json(), Json{{"load_in_8bit", true}}, Json{{"quant_method", "bitsandbytes"}}}) {
        Json config = qwen3Vl();
        config["quantization_config"] = value;
        EXPECT_EQ(refusal(config), "");
    }
}

TEST(Family, tiedByTheConfigOrItsTextPart) {
    EXPECT_FALSE(tiesEmbeddings(Json::object(), "config.json"));
    EXPECT_TRUE(tiesEmbeddings({{"tie_word_embeddings", true}}, "config.json"));
    EXPECT_TRUE(tiesEmbeddings({{"tie_word_embeddings", false}, {"text_config", {{"tie_word_embeddings", true}}}},
                               "config.json"));
}

std::vector<std::string> mixersOf(const Json& text) {
    const nn::BuildDevice device(torch::kMeta);
    std::vector<std::string> names;
    const auto language = makeLanguageModel(text, "config.json", "qwen3_5_text");
    for (const auto& layer : language->layers)
        names.push_back(layer->sublayers().front().name);
    return names;
}

TEST(Qwen35, readsWhichLayersAreRecurrent) {
    Json text = {{"model_type", "qwen3_5_text"}, {"num_hidden_layers", 5}};
    EXPECT_EQ(mixersOf(text),
              (std::vector<std::string>{"linear_attn", "linear_attn", "linear_attn", "self_attn", "linear_attn"}));
    text["full_attention_interval"] = 2;
    EXPECT_EQ(mixersOf(text),
              (std::vector<std::string>{"linear_attn", "self_attn", "linear_attn", "self_attn", "linear_attn"}));
    text["layer_types"] = {"full_attention", "linear_attention"};
    text["num_hidden_layers"] = 2;
    EXPECT_EQ(mixersOf(text), (std::vector<std::string>{"self_attn", "linear_attn"}));
}

TEST(Qwen35, refusesWhatItCannotBuild) {
    const Json text = {{"model_type", "qwen3_5_text"}, {"num_hidden_layers", 2}};
    for (const Json& wrong :
         {Json{{"layer_types", {"full_attention"}}}, Json{{"layer_types", {"full_attention", "strange"}}},
          Json{{"full_attention_interval", 0}}, Json{{"linear_num_value_heads", 24}}, Json{{"linear_key_head_dim", 0}},
          Json{{"linear_conv_kernel_dim", 0}}, Json{{"attn_output_gate", false}}}) {
        Json changed = text;
        changed.update(wrong);
        EXPECT_THROW(mixersOf(changed), Error) << wrong;
    }
}

TEST(LlamaConfig, rotaryOfAPartOfEachHead) {
    Json inside = sizes(), outside = sizes();
    inside["rope_parameters"] = {{"rope_type", "default"}, {"partial_rotary_factor", 0.5}};
    outside["partial_rotary_factor"] = 0.5;
    for (const Json& text : {inside, outside})
        EXPECT_EQ(LlamaConfig::read(text, "config.json", {}).rotary.turned(), 8);
}

}  // namespace
}  // namespace atelier::models
