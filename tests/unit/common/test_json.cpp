#include "common/error.h"
#include "common/json.h"

#include <gtest/gtest.h>

using namespace atelier;

namespace {
std::string messageOf(const std::string& text) {
    try {
        parseJson(text, "f.json");
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}
}  // namespace

TEST(Json, keepsOrderAndSkipsByteOrderMark) {
    EXPECT_EQ(parseJson("\xEF\xBB\xBF{\"b\":1,\"a\":[2]}", "f").dump(), R"({"b":1,"a":[2]})");
}

TEST(Json, namesLineAndColumn) {
    EXPECT_NE(messageOf("{\n  \"a\": }").find("f.json:2:8"), std::string::npos) << messageOf("{\n  \"a\": }");
}

TEST(Json, refusesWhatOthersLetPass) {
    EXPECT_NE(messageOf(R"({"a":1,"a":2})").find("stands twice"), std::string::npos);
    EXPECT_NE(messageOf(std::string(101, '[') + std::string(101, ']')).find("nested deeper"), std::string::npos);
    EXPECT_NE(messageOf("NaN"), "");
    EXPECT_NE(messageOf("{} x"), "");
    EXPECT_NE(messageOf("\"\xFF\""), "");
    EXPECT_EQ(messageOf(std::string(100, '[') + std::string(100, ']')), "");
}

// tokenizer_config.json has such a number where no length was set; it must not keep a model from loading.
TEST(Json, hugeWholeNumbersAreKeptAndNeverTakenForWholeOnes) {
    const Json json = parseJson(R"({"model_max_length": 1000000000000000019884624838656})", "f.json");
    EXPECT_DOUBLE_EQ(jsonAt<double>(json, "model_max_length", "f.json"), 1e30);
    EXPECT_THROW(jsonAt<std::int64_t>(json, "model_max_length", "f.json"), Error);
}

TEST(Json, everyRefusalNamesLineAndColumn) {
    EXPECT_EQ(messageOf("{\"a\": 1,\n  \"b\": 2, \"a\" : 3}").substr(0, 30), "f.json:2:11: the key \"a\" stand");
    EXPECT_EQ(messageOf("[{\"q\\\"\\\\\": 1, \"q\\\"\\\\\": 2}]").substr(0, 12), "f.json:1:15:");
    EXPECT_EQ(messageOf("[1e999]").substr(0, 9), "f.json:1:");
    EXPECT_EQ(messageOf("\n" + std::string(100'000, '[')).substr(0, 13), "f.json:2:101:");
    EXPECT_EQ(messageOf("\n" + std::string(1'000, '{')).substr(0, 9), "f.json:2:");
    EXPECT_EQ(messageOf(""), messageOf("\xEF\xBB\xBF"));
    EXPECT_LT(messageOf("\"" + std::string(100'000, 'x')).size(), 300u);
}

TEST(Json, nestedDocumentsComeBackAsWritten) {
    const std::string text = R"({"z":{"b":[1,-2,3.5,"x",null,true,{}],"a":{}},"e":[],"u":18446744073709551615})";
    EXPECT_EQ(parseJson(text, "f").dump(), text);
}

TEST(Json, limitsTheNumberOfValues) {
    EXPECT_NO_THROW(parseJson("[1,[],{\"a\":2}]", "f", 5));
    EXPECT_THROW(parseJson("[1,[],{\"a\":2}]", "f", 4), Error);
}

// 200,000 members took minutes when each was compared with all before it; the test's time limit notices.
TEST(Json, readsAVocabularyAtOnce) {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i)
        text += "\"token" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    EXPECT_EQ(parseJson(text + "\"last\":0}", "f").size(), 200'001u);
    EXPECT_NE(messageOf(text + "\"token7\":0}").find("\"token7\" stands twice"), std::string::npos);
}

TEST(Json, typedAccessNamesTheKey) {
    const Json object = parseJson(R"({"n":3,"s":"x","big":18446744073709551615})", "c.json");
    EXPECT_EQ(jsonAt<std::int64_t>(object, "n", "c.json"), 3);
    EXPECT_EQ(jsonAt<std::int64_t>(object, "m", "c.json", 7), 7);
    EXPECT_THROW(jsonAt<std::int64_t>(object, "s", "c.json"), Error);
    EXPECT_THROW(jsonAt<std::int64_t>(object, "big", "c.json"), Error);
    EXPECT_THROW(jsonAt<std::string>(object, "gone", "c.json"), Error);
}
