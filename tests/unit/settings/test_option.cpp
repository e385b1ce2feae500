#include "common/error.h"
#include "settings/option.h"
#include "settings/suggestion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace atelier;
using namespace atelier::settings;

namespace {

const Option& option(const std::string& key) {
    return *findOption(key);
}

Value read(const std::string& key, const std::string& text) {
    return fromText(option(key), text);
}

std::string fault(const std::string& key, const std::string& text) {
    try {
        read(key, text);
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

using List = std::vector<std::string>;

}  // namespace

TEST(Option, isFoundByKeyAndAlias) {
    EXPECT_EQ(findOption("sample_maximum"), findOption("sample_limit"));
    EXPECT_EQ(findOption("nothing"), nullptr);
    bool listed = false;
    for (const Group& group : allGroups())
        listed = listed || group.title == "Sample";
    EXPECT_TRUE(listed);
}

TEST(Option, boolTakesYamlWords) {
    for (const char* yes : {"true", "True", "YES", "on", "1", " true "})
        EXPECT_EQ(read("sample_flag", yes), Value(true)) << yes;
    for (const char* no : {"false", "No", "off", "0"})
        EXPECT_EQ(read("sample_flag", no), Value(false)) << no;
    EXPECT_EQ(fault("sample_flag", "maybe"), "sample_flag: sample_flag must be true or false, not \"maybe\"");
    EXPECT_NE(fault("sample_flag", ""), "");
    EXPECT_NE(fault("sample_flag", "null"), "");
}

TEST(Option, integersAreExact) {
    EXPECT_EQ(read("sample_count", "64"), Value(std::int64_t(64)));
    EXPECT_EQ(read("sample_count", "+1_024"), Value(std::int64_t(1024)));
    EXPECT_EQ(read("sample_count", "0x10"), Value(std::int64_t(16)));
    EXPECT_EQ(read("sample_count", "1e3"), Value(std::int64_t(1000)));
    EXPECT_EQ(read("sample_limit", "9223372036854775807"), Value(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(read("sample_limit", "-5"), Value(std::int64_t(-5)));
    for (const char* bad : {"8.5", "eight", "--8", "8 9", "1e30", "0x", "", "-", "+-8", "1e", ".", "8k"})
        EXPECT_NE(fault("sample_count", bad), "") << bad;
    EXPECT_NE(fault("sample_limit", "9223372036854775808").find("2^63"), std::string::npos);
    EXPECT_NE(fault("sample_limit", std::string(400, '9')).find("2^63"), std::string::npos);
    EXPECT_NE(fault("sample_count", "010").find("leading zero"), std::string::npos);
}

TEST(Option, rangesAreCheckedAndNamed) {
    EXPECT_EQ(fault("sample_count", "0"), "sample_count: sample_count is out of range: 0 (allowed: 1 to 4096)");
    EXPECT_NE(fault("sample_count", "4097"), "");
    EXPECT_EQ(fault("sample_count", "4096"), "");
    EXPECT_EQ(fault("sample_rate", "0"), "sample_rate: sample_rate is out of range: 0.0 (allowed: above 0, at most 1)");
    EXPECT_EQ(fault("sample_rate", "1"), "");
    EXPECT_EQ(rangeText(option("sample_bound")), "at least 0");
    EXPECT_EQ(rangeText(option("sample_title")), "");
    EXPECT_EQ(rangeText(option("sample_strategy")), "no, steps, epoch");
}

TEST(Option, numbersAreFinite) {
    EXPECT_EQ(read("sample_rate", "1.0e-4"), Value(1e-4));
    EXPECT_EQ(read("sample_rate", "1e-4"), Value(1e-4));
    EXPECT_EQ(read("sample_rate", ".5"), Value(0.5));
    EXPECT_EQ(read("sample_rate", "+1."), Value(1.0));
    for (const char* bad :
         {"nan", ".nan", ".NaN", "inf", ".inf", "1e999", "1e-999", "1,5", "0x1p3x", "1e-4x", "", "e5"})
        EXPECT_NE(fault("sample_rate", bad), "") << bad;
    EXPECT_THROW(checked(option("sample_rate"), std::nan(""), "here"), Error);
    EXPECT_THROW(checked(option("sample_bound"), std::numeric_limits<double>::infinity(), "here"), Error);
    EXPECT_EQ(checked(option("sample_rate"), std::int64_t(1), "here"), Value(1.0));
    EXPECT_EQ(checked(option("sample_count"), 8.0, "here"), Value(std::int64_t(8)));
    EXPECT_THROW(checked(option("sample_count"), 8.5, "here"), Error);
}

TEST(Option, numbersPrintShortestAndExact) {
    EXPECT_EQ(toText(Value(5e-5)), "5.0e-5");
    EXPECT_EQ(toText(Value(0.1)), "0.1");
    EXPECT_EQ(toText(Value(1.0)), "1.0");
    EXPECT_EQ(toText(Value(0.1 + 0.2)), "0.30000000000000004");
    EXPECT_EQ(toText(Value(1e300)), "1.0e+300");
    EXPECT_EQ(toText(Value(-0.0)), "-0.0");
    EXPECT_EQ(toText(Value(1.25e-7)), "1.25e-7");
    for (const double number :
         {1e-300, 3.141592653589793, 123456789.123, 1.0 / 3, std::numeric_limits<double>::denorm_min()})
        EXPECT_EQ(fromText(option("sample_bound"), toText(Value(number))), Value(number));
}

TEST(Option, nullOnlyWhereAllowed) {
    for (const char* none : {"null", "~", "", "NULL"})
        EXPECT_EQ(read("sample_limit", none), Value()) << none;
    EXPECT_EQ(read("sample_note", ""), Value(std::string()));
    EXPECT_EQ(read("sample_note", "null"), Value());
    EXPECT_EQ(read("sample_title", "null"), Value(std::string("null")));
    EXPECT_EQ(fault("sample_count", "null"),
              "sample_count: sample_count must be a whole number, not \"null\" (allowed: 1 to 4096)");
    EXPECT_THROW(checked(option("sample_count"), {}, "here"), Error);
}

TEST(Option, choices) {
    EXPECT_EQ(read("sample_strategy", "epoch"), Value(std::string("epoch")));
    EXPECT_EQ(fault("sample_strategy", "never"),
              "sample_strategy: sample_strategy does not know \"never\" (allowed: no, steps, epoch)");
    EXPECT_EQ(read("sample_parts", "tower, projector"), Value(List{"tower", "projector"}));
    EXPECT_NE(fault("sample_parts", "tower, roof"), "");
}

TEST(Option, lists) {
    EXPECT_EQ(read("sample_targets", "q_proj,v_proj , k_proj"), Value(List{"q_proj", "v_proj", "k_proj"}));
    EXPECT_EQ(read("sample_targets", "[q_proj, 'a,b']"), Value(List{"q_proj", "a,b"}));
    EXPECT_EQ(read("sample_targets", ""), Value(List{}));
    EXPECT_NE(fault("sample_targets", "a,,b"), "");
    EXPECT_NE(fault("sample_targets", "[a, [b]]"), "");
    EXPECT_NE(fault("sample_targets", "[a]b]"), "");
    for (const List& items : {List{}, List{"a"}, List{"a", "b"}, List{"a,b", "c"}, List{""}, List{" x"}, List{"[a]"},
                              List{"null"}, List{"it's", "\"", "\n"}})
        EXPECT_EQ(read("sample_targets", toText(Value(items))), Value(items)) << toText(Value(items));
}

TEST(Option, wrongTypesAreRefused) {
    for (const char* key : {"sample_flag", "sample_count", "sample_rate", "sample_title", "sample_strategy"})
        EXPECT_THROW(checked(option(key), List{"x"}, "here"), Error) << key;
    EXPECT_THROW(checked(option("sample_targets"), true, "here"), Error);
    EXPECT_THROW(checked(option("sample_title"), std::int64_t(1), "here"), Error);
    EXPECT_THROW(checked(option("sample_count"), true, "here"), Error);
}

TEST(Suggestion, isWithinTwoEdits) {
    const List known = {"lora_rank", "lora_alpha", "seed"};
    EXPECT_EQ(nearest("lora_rnk", known), "lora_rank");
    EXPECT_EQ(nearest("lora-rank", known), "lora_rank");
    EXPECT_EQ(nearest("loar_rnak", known), "lora_rank");
    EXPECT_EQ(nearest("lora_aplhas", known), "lora_alpha");
    EXPECT_EQ(nearest("rank", known), "");
    EXPECT_EQ(nearest("sead", known), "seed");
    EXPECT_EQ(nearest("seat", known), "");
    EXPECT_EQ(nearest("", known), "");
}
