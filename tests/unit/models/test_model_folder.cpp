#include "common/error.h"
#include "common/file.h"
#include "models/model_folder.h"

#include <gtest/gtest.h>

#include <unistd.h>

using namespace atelier;
using namespace atelier::models;
namespace fs = std::filesystem;

namespace {

class ModelFolderTest : public testing::Test {
protected:
    void SetUp() override {
        folder = fs::temp_directory_path() / ("atelier-model-folder-" + std::to_string(::getpid()));
        fs::create_directories(folder);
    }
    void TearDown() override { fs::remove_all(folder); }
    void put(const char* name, const std::string& text) const { writeFileAtomically(folder / name, text); }
    static std::string fault(const fs::path& path, Weights weights = Weights::Optional) {
        try {
            openModelFolder(path, weights);
        } catch (const Error& e) {
            EXPECT_TRUE(e.where().starts_with(path.string())) << e.what();
            EXPECT_EQ(e.kind(), Error::Kind::User);
            return e.what();
        }
        return "";
    }
    fs::path folder;
};

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << text

}  // namespace

TEST_F(ModelFolderTest, opens) {
    put("config.json", R"({"model_type":"qwen2_vl","hidden_size":8})");
    put("model.safetensors", "not looked into");
    ModelFolder model = openModelFolder(folder, Weights::Required);
    EXPECT_EQ(model.path, folder);
    EXPECT_EQ(model.modelType, "qwen2_vl");
    EXPECT_EQ(model.config["hidden_size"].get<int>(), 8);
    EXPECT_TRUE(model.generationConfig.is_object());
    EXPECT_TRUE(model.generationConfig.empty());
    put("generation_config.json", R"({"top_k":1})");
    EXPECT_EQ(openModelFolder(folder).generationConfig["top_k"].get<int>(), 1);
}

TEST_F(ModelFolderTest, namesTheConvertedRepositoryOfALayoutThatNeedsCode) {
    const auto own = folder / "InternVL3-2B";
    fs::create_directories(own);
    writeFileAtomically(own / "config.json", R"({"model_type":"internvl_chat","auto_map":{}})");
    const auto said = fault(own);
    EXPECT_HAS(said, "trust_remote_code");
    EXPECT_HAS(said, "OpenGVLab/InternVL3-2B-hf");
    put("config.json", R"({"model_type":"internvl_chat"})");
    EXPECT_HAS(fault(folder), "OpenGVLab/InternVL3-1B-hf");
}

TEST_F(ModelFolderTest, saysWhatAPathIsInstead) {
    EXPECT_HAS(fault(folder / "gone"), "no such model folder");
    put("model.safetensors", "x");
    EXPECT_HAS(fault(folder / "model.safetensors"), "is a file, not a model folder");
    put("m.gguf", "GGUF\3");
    EXPECT_HAS(fault(folder / "m.gguf"), "is a GGUF file");
    EXPECT_HAS(fault(folder), "has no config.json");
    put("adapter_config.json", "{}");
    EXPECT_HAS(fault(folder), "is an adapter, not a model");
}

TEST_F(ModelFolderTest, brokenConfigsNameTheFile) {
    put("config.json", "{");
    EXPECT_HAS(fault(folder), "config.json:1:2: broken JSON");
    put("config.json", "[]");
    EXPECT_HAS(fault(folder), "is no JSON object");
    put("config.json", "{}");
    EXPECT_HAS(fault(folder), "\"model_type\" is missing");
    put("config.json", R"({"model_type":3})");
    EXPECT_HAS(fault(folder), "\"model_type\" must be a text");
    put("config.json", R"({"model_type":"x"})");
    put("generation_config.json", "[1");
    EXPECT_HAS(fault(folder), "generation_config.json:1:");
}

TEST_F(ModelFolderTest, weights) {
    put("config.json", R"({"model_type":"x"})");
    EXPECT_EQ(fault(folder), "");
    EXPECT_HAS(fault(folder, Weights::Required), "holds no weights");
    put("a.pth", "x");
    put("b.pth", "x");
    EXPECT_HAS(fault(folder), "several files of torch");
    put("pytorch_model.bin", "x");
    EXPECT_EQ(fault(folder, Weights::Required), "");
    put("model.safetensors.index.json", "{}");
    EXPECT_EQ(fault(folder, Weights::Required), "");
}

TEST_F(ModelFolderTest, factsCountElementsAndBytes) {
    const std::string data(64, 'x');
    const auto bytes = std::as_bytes(std::span(data.data(), data.size()));
    const TensorFacts facts = tensorFacts({{"a", {checkpoint::DType::BF16, {2, 4}, bytes.first(16)}},
                                           {"b", {checkpoint::DType::F32, {3}, bytes.first(12)}},
                                           {"c", {checkpoint::DType::BF16, {}, bytes.first(2)}}});
    EXPECT_EQ(facts.count, 3u);
    EXPECT_EQ(facts.parameters, 12u);
    EXPECT_EQ(facts.bytesByType, (std::map<std::string, std::uint64_t>{{"BF16", 18}, {"F32", 12}}));
}
