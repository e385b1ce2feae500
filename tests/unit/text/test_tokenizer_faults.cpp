#include "files.h"
#include "text/tokenizer.h"

#include <gtest/gtest.h>

using namespace atelier::text;
using atelier::text::testing::Folder;
using atelier::text::testing::messageOf;

namespace {

struct Fault {
    const char* name;
    std::string file;
    std::vector<std::string> says;  ///< parts of the message, beside the file's name
};

std::string withModel(const std::string& model, const std::string& others = "") {
    return "{" + others + R"("model": )" + model + "}";
}
std::string withPart(const std::string& part) {
    return withModel(R"({"type": "BPE", "vocab": {"a": 0}, "merges": []})", part + ", ");
}

const std::vector<Fault>& faults() {
    static const std::vector<Fault> all{
        {"truncated", R"({"model": {"type": "BPE", "vocab": {"a": 0,)", {"broken JSON"}},
        {"noObject", "[1]", {"must be an object"}},
        {"empty", "", {"broken JSON"}},
        {"noModel", "{}", {"\"model\" is missing"}},
        {"otherModel", withModel(R"({"type": "Nope", "vocab": []})"), {"model", "Nope"}},
        {"noScores", withModel(R"({"type": "Unigram", "vocab": []})"), {"model", "pieces and their scores"}},
        {"idsAsScores", withModel(R"({"type": "Unigram", "vocab": {"a": 0}})"), {"model", "pieces and their scores"}},
        {"halfAPiece", withModel(R"({"type": "Unigram", "vocab": [["a"]]})"), {"model.vocab", "piece number 1"}},
        {"scoreFirst", withModel(R"({"type": "Unigram", "vocab": [[1, "a"]]})"), {"model.vocab", "a number"}},
        {"scoreAsText", withModel(R"({"type": "Unigram", "vocab": [["a", "b"]]})"), {"model.vocab", "a text"}},
        {"looseScore", withModel(R"({"type": "Unigram", "vocab": [1]})"), {"model.vocab", "a number"}},
        {"unknownId", withModel(R"({"type": "Unigram", "unk_id": 1, "vocab": [["a", 1]]})"), {"\"unk_id\" is 1"}},
        {"scoresInBpe", withModel(R"({"type": "BPE", "vocab": [["a", 1]], "merges": []})"), {"model", "an object"}},
        {"unknownWord", withModel(R"({"type": "WordLevel", "vocab": {"a": 0}})"), {"\"<unk>\""}},
        {"noVocabulary", withModel(R"({"type": "BPE", "merges": []})"), {"model", "vocab"}},
        {"noMerges", withModel(R"({"type": "BPE", "vocab": {}})"), {"model", "merges"}},
        {"textAsId", withModel(R"({"type": "BPE", "vocab": {"a": "0"}, "merges": []})"), {"model.vocab"}},
        {"negativeId", withModel(R"({"type": "BPE", "vocab": {"a": -1}, "merges": []})"), {"model.vocab"}},
        {"hugeId",
         withModel(R"({"type": "BPE", "vocab": {"a": 4000000000}, "merges": []})"),
         {"model.vocab", "4000000000"}},
        {"twiceInVocabulary",
         withModel(R"({"type": "BPE", "vocab": {"a": 0, "a": 1}, "merges": []})"),
         {"twice", "model.vocab"}},
        {"objectInVocabulary", withModel(R"({"type": "BPE", "vocab": {"a": {}}, "merges": []})"), {"model.vocab"}},
        {"mergeOfThree",
         withModel(R"({"type": "BPE", "vocab": {"a": 0}, "merges": [["a", "a", "a"]]})"),
         {"merge number 1", "model.merges"}},
        {"mergeOfOne",
         withModel(R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]})"),
         {"no pair", "model.merges"}},
        {"mergeNumber", withModel(R"({"type": "BPE", "vocab": {"a": 0}, "merges": [1]})"), {"model.merges"}},
        {"mergeWithoutToken",
         withModel(R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a a"]})"),
         {"\"aa\"", "vocabulary lacks"}},
        {"dropout", withModel(R"({"type": "BPE", "dropout": 0.1, "vocab": {"a": 0}, "merges": []})"), {"dropout"}},
        {"unknownToken", withModel(R"({"type": "BPE", "unk_token": "?", "vocab": {"a": 0}, "merges": []})"), {"\"?\""}},
        {"noPieces", withModel(R"({"type": "WordPiece"})"), {"model", "vocab"}},
        {"unknownPiece", withModel(R"({"type": "WordPiece", "vocab": {"a": 0}})"), {"[UNK]"}},
        {"negativeLength",
         withModel(R"({"type": "WordPiece", "vocab": {"[UNK]": 0}, "max_input_chars_per_word": -1})"),
         {"max_input_chars_per_word"}},
        {"normalizer", withPart(R"("normalizer": {"type": "Precompiled"})"), {"normalizer", "precompiled_charsmap"}},
        {"noBase64",
         withPart(R"("normalizer": {"type": "Precompiled", "precompiled_charsmap": "?"})"),
         {"normalizer", "precompiled_charsmap", "base64"}},
        {"damagedMap",
         withPart(R"("normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAECAwQF"})"),
         {"normalizer", "precompiled_charsmap", "damaged"}},
        {"nestedNormalizer",
         withPart(R"("normalizer": {"type": "Sequence", "normalizers": [{"type": "Nope"}]})"),
         {"normalizer", "Nope"}},
        {"preTokenizer", withPart(R"("pre_tokenizer": {"type": "Nope"})"), {"pre_tokenizer", "Nope"}},
        {"noLength", withPart(R"("pre_tokenizer": {"type": "FixedLength", "length": 0})"), {"pre_tokenizer", "length"}},
        {"expression",
         withPart(
             R"("pre_tokenizer": {"type": "Split", "pattern": {"Regex": "("}, "behavior": "Isolated", "invert": false})"),
         {"pre_tokenizer", "compile"}},
        {"behavior",
         withPart(R"("pre_tokenizer": {"type": "Split", "pattern": {"String": "x"}, "behavior": "Nope"})"),
         {"pre_tokenizer", "Nope"}},
        {"noPattern",
         withPart(R"("pre_tokenizer": {"type": "Split", "behavior": "Isolated"})"),
         {"pre_tokenizer", "pattern"}},
        {"decoder", withPart(R"("decoder": {"type": "Nope"})"), {"decoder", "Nope"}},
        {"negativeStrip",
         withPart(R"("decoder": {"type": "Strip", "content": " ", "start": -1, "stop": 0})"),
         {"decoder", "start"}},
        {"postProcessor", withPart(R"("post_processor": {"type": "Nope"})"), {"post_processor", "Nope"}},
        {"templateToken",
         withPart(
             R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}, {"Sequence": {"id": "A"}}], "special_tokens": {}})"),
         {"post_processor", "\"x\""}},
        {"partIsText", withPart(R"("decoder": "ByteLevel")"), {"decoder"}},
        {"addedTokens", withPart(R"("added_tokens": {})"), {"added_tokens"}},
        {"addedToken", withPart(R"("added_tokens": [{"id": 1}])"), {"added_tokens", "content"}},
        {"addedTokenType", withPart(R"("added_tokens": [{"id": "1", "content": "x"}])"), {"added_tokens", "id"}},
        {"deep", std::string(100000, '['), {"nested deeper"}},
        {"deepParts", withPart("\"decoder\": " + std::string(5000, '[') + std::string(5000, ']')), {"nested deeper"}},
    };
    return all;
}

}  // namespace

TEST(TokenizerFaults, nameFileAndPart) {
    const Folder folder;
    for (const Fault& fault : faults()) {
        const auto path = folder.write("tokenizer.json", fault.file);
        const std::string message = messageOf([&] { loadTokenizer(path); });
        EXPECT_NE(message.find(path.string()), std::string::npos) << fault.name << ": " << message;
        for (const auto& part : fault.says)
            EXPECT_NE(message.find(part), std::string::npos) << fault.name << ": " << message;
    }
}

TEST(TokenizerFaults, missingFile) {
    const Folder folder;
    EXPECT_NE(messageOf([&] { loadTokenizer(folder.path() / "gone.json"); }).find("gone.json"), std::string::npos);
}

TEST(TokenizerFaults, anyCutOfAFileIsAnErrorOrWorks) {
    const Folder folder;
    const std::string whole = withPart(
        R"("added_tokens": [{"id": 1, "content": "<x>", "special": true}], "decoder": {"type": "Sequence", "decoders": [{"type": "Fuse"}]})");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto path = folder.write("tokenizer.json", whole.substr(0, size));
        EXPECT_NE(messageOf([&] { loadTokenizer(path); }), "") << size;
    }
    EXPECT_EQ(messageOf([&] { loadTokenizer(folder.write("tokenizer.json", whole)); }), "");
}
