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

TEST(Json, typedAccessNamesTheKey) {
    const Json object = parseJson(R"({"n":3,"s":"x","big":18446744073709551615})", "c.json");
    EXPECT_EQ(jsonAt<std::int64_t>(object, "n", "c.json"), 3);
    EXPECT_EQ(jsonAt<std::int64_t>(object, "m", "c.json", 7), 7);
    EXPECT_THROW(jsonAt<std::int64_t>(object, "s", "c.json"), Error);
    EXPECT_THROW(jsonAt<std::int64_t>(object, "big", "c.json"), Error);
    EXPECT_THROW(jsonAt<std::string>(object, "gone", "c.json"), Error);
}
