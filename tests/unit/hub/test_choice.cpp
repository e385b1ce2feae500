#include "hub/choice.h"

#include <gtest/gtest.h>

#include <set>

using namespace atelier::hub;

namespace {

std::set<std::string> chosen(const std::vector<std::string>& paths, const Patterns& patterns = {},
                             Kind kind = Kind::Model) {
    std::vector<RemoteFile> files;
    for (const auto& path : paths)
        files.push_back({path, 10, "", ""});
    std::set<std::string> names;
    const auto choice = chooseFiles(kind, files, patterns);
    for (const auto& file : choice.files)
        names.insert(file.path);
    std::size_t left = 0;
    for (const auto& [reason, count] : choice.leftOut) {
        EXPECT_FALSE(reason.empty());
        EXPECT_EQ(count.bytes, count.files * 10);
        left += count.files;
    }
    EXPECT_EQ(names.size() + left, paths.size());  // nothing disappears
    return names;
}

using Names = std::set<std::string>;

}  // namespace

TEST(Choice, takesWhatAModelNeeds) {
    EXPECT_EQ(chosen({"config.json",
                      "generation_config.json",
                      "model-00001-of-00002.safetensors",
                      "model-00002-of-00002.safetensors",
                      "model.safetensors.index.json",
                      "tokenizer.json",
                      "tokenizer.model",
                      "vocab.json",
                      "merges.txt",
                      "chat_template.jinja",
                      "additional_chat_templates/tool.jinja",
                      "preprocessor_config.json",
                      "qformer_tokenizer/tokenizer.json",
                      "README.md",
                      "LICENSE",
                      "USE_POLICY.md",
                      "NOTICE",
                      ".gitattributes",
                      "pytorch_model.bin",
                      "pytorch_model.bin.index.json",
                      "tf_model.h5",
                      "flax_model.msgpack",
                      "onnx/model.onnx",
                      "onnx/config.json",
                      "model-Q4_K_M.gguf",
                      "openvino/model.xml",
                      "original/consolidated.00.pth",
                      "original/params.json",
                      "modeling_x.py",
                      "assets/demo.jpg",
                      "training_args.bin",
                      "runs/events.out.tfevents"}),
              (Names{"config.json", "generation_config.json", "model-00001-of-00002.safetensors",
                     "model-00002-of-00002.safetensors", "model.safetensors.index.json", "tokenizer.json",
                     "tokenizer.model", "vocab.json", "merges.txt", "chat_template.jinja",
                     "additional_chat_templates/tool.jinja", "preprocessor_config.json",
                     "qformer_tokenizer/tokenizer.json", "README.md", "LICENSE", "USE_POLICY.md", "NOTICE"}));
}

TEST(Choice, leavesOtherCopiesOfTheWeightsOut) {
    EXPECT_EQ(chosen({"config.json", "model.safetensors", "model.fp16.safetensors", "consolidated.safetensors",
                      "sub/model.safetensors"}),
              (Names{"config.json", "model.safetensors"}));
    EXPECT_EQ(chosen({"adapter_config.json", "adapter_model.safetensors", "checkpoint-10/adapter_model.safetensors"}),
              (Names{"adapter_config.json", "adapter_model.safetensors"}));
    EXPECT_EQ(chosen({"config.json", "consolidated.safetensors", "params.json"}),
              (Names{"config.json", "consolidated.safetensors", "params.json"}));
    EXPECT_EQ(chosen({"unet/model.safetensors", "unet/config.json"}),
              (Names{"unet/model.safetensors", "unet/config.json"}));
}

TEST(Choice, takesPicklesWhereThereIsNothingElse) {
    EXPECT_EQ(
        chosen({"config.json", "pytorch_model-00001-of-00001.bin", "pytorch_model.bin.index.json", "checkpoint.pth",
                "training_args.bin", "optimizer.pt", "model.gguf"}),
        (Names{"config.json", "pytorch_model-00001-of-00001.bin", "pytorch_model.bin.index.json", "checkpoint.pth"}));
}

TEST(Choice, takesAllOfADatasetButCode) {
    EXPECT_EQ(chosen({"README.md", "data/train-00000-of-00001.parquet", "images/a.png", "train.jsonl", "script.py",
                      ".gitattributes", "sub/.hidden"},
                     {}, Kind::Dataset),
              (Names{"README.md", "data/train-00000-of-00001.parquet", "images/a.png", "train.jsonl"}));
}

TEST(Choice, keepsToPatterns) {
    const std::vector<std::string> all{"config.json", "pytorch_model.bin", "model.safetensors", "a/b.gguf",
                                       "a/c/d.txt"};
    EXPECT_EQ(chosen(all, {{"*.bin", "a/"}, {}}), (Names{"pytorch_model.bin", "a/b.gguf", "a/c/d.txt"}));
    EXPECT_EQ(chosen(all, {{"*"}, {"a/*", "*.bin"}}), (Names{"config.json", "model.safetensors"}));
    EXPECT_EQ(chosen(all, {{}, {"*.safetensors"}}), (Names{"config.json", "a/c/d.txt"}));
    EXPECT_EQ(chosen(all, {{"[cm]*.?son"}, {}}), (Names{"config.json"}));
}
