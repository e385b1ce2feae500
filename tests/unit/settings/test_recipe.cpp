#include "common/error.h"
#include "common/file.h"
#include "settings/recipe.h"

#include <gtest/gtest.h>

#include <unistd.h>

using namespace atelier;
using namespace atelier::settings;

namespace {

using List = std::vector<std::string>;

std::string fault(const std::string& yaml) {
    try {
        Recipe::parse(yaml, "r.yaml");
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

Value value(const std::string& yaml, const std::string& key) {
    return Recipe::parse(yaml, "r.yaml").find(key)->value;
}

}  // namespace

TEST(Recipe, readsWhatTrainingFilesHold) {
    const Recipe recipe = Recipe::parse(R"(### model
sample_title: Qwen/Qwen2-VL-2B-Instruct   # a comment
sample_rate: 1.0e-4
sample_count: 8
sample_flag: yes
sample_strategy: no
sample_limit: null
sample_note:
sample_targets: q_proj,v_proj
sample_parts: [tower, projector]
)",
                                        "r.yaml");
    EXPECT_EQ(recipe.find("sample_title")->value, Value(std::string("Qwen/Qwen2-VL-2B-Instruct")));
    EXPECT_EQ(recipe.find("sample_title")->where, "r.yaml:2:15");
    EXPECT_EQ(recipe.find("sample_rate")->value, Value(1e-4));
    EXPECT_EQ(recipe.find("sample_count")->value, Value(std::int64_t(8)));
    EXPECT_EQ(recipe.find("sample_flag")->value, Value(true));
    EXPECT_EQ(recipe.find("sample_strategy")->value, Value(std::string("no")));
    EXPECT_EQ(recipe.find("sample_limit")->value, Value());
    EXPECT_EQ(recipe.find("sample_note")->value, Value());
    EXPECT_EQ(recipe.find("sample_targets")->value, Value(List{"q_proj", "v_proj"}));
    EXPECT_EQ(recipe.find("sample_parts")->value, Value(List{"tower", "projector"}));
    EXPECT_EQ(recipe.find("sample_bound"), nullptr);
    EXPECT_TRUE(recipe.unknownKeys().empty());
}

TEST(Recipe, readsEachWayOfAList) {
    EXPECT_EQ(value("sample_targets: all", "sample_targets"), Value(List{"all"}));
    EXPECT_EQ(value("sample_targets:\n- a\n- 'b,c'\n", "sample_targets"), Value(List{"a", "b,c"}));
    EXPECT_EQ(value("sample_targets: []", "sample_targets"), Value(List{}));
    EXPECT_EQ(value("sample_targets: \"a, b\"", "sample_targets"), Value(List{"a", "b"}));
}

TEST(Recipe, readsAMappingAsJson) {
    const std::string key = "lr_scheduler_kwargs", json = R"({"num_cycles":2,"decay_type":"1-sqrt","min_lr":1e-05})";
    const Recipe recipe = Recipe::parse(key + ": {num_cycles: 2, decay_type: 1-sqrt, min_lr: 1e-5}", "r.yaml");
    EXPECT_EQ(recipe.find(key)->value, Value(json));
    EXPECT_EQ(Recipe::parse(recipe.yaml(), "again"), recipe) << recipe.yaml();
    EXPECT_EQ(value(key + ":\n  a: true\n  b: '2'\n  c: null\n", key), Value(R"({"a":true,"b":"2","c":null})"));
    EXPECT_EQ(value(key + ": '{\"a\": 1}'", key), Value("{\"a\": 1}"));
    EXPECT_EQ(value(key + ": {}", key), Value("{}"));
    EXPECT_EQ(fault(key + ": {a: [1, 2]}"), "r.yaml:1:26: lr_scheduler_kwargs must be a map of plain values");
}

TEST(Recipe, takesNumbersWithAndWithoutQuotes) {
    EXPECT_EQ(value("sample_rate: 1e-4", "sample_rate"), Value(1e-4));
    EXPECT_EQ(value("sample_count: '8'", "sample_count"), Value(std::int64_t(8)));
    EXPECT_EQ(value("sample_title: 007", "sample_title"), Value(std::string("007")));
    EXPECT_EQ(value("sample_note: 'null'", "sample_note"), Value(std::string("null")));
}

TEST(Recipe, findsByAlias) {
    const Recipe recipe = Recipe::parse("sample_maximum: 5", "r.yaml");
    ASSERT_NE(recipe.find("sample_limit"), nullptr);
    EXPECT_EQ(recipe.find("sample_limit")->value, Value(std::int64_t(5)));
    EXPECT_EQ(fault("sample_maximum: 5\nsample_limit: 6"),
              "r.yaml:2:1: \"sample_limit\" sets sample_limit again, which is set at r.yaml:1:17 (keep one of them)");
}

TEST(Recipe, namesThePlaceOfABadValue) {
    EXPECT_EQ(fault("a: 1\nsample_count:   0\n"), "r.yaml:2:17: sample_count is out of range: 0 (allowed: 1 to 4096)");
    EXPECT_EQ(fault("sample_count: eight"),
              "r.yaml:1:15: sample_count must be a whole number, not \"eight\" (allowed: 1 to 4096)");
    EXPECT_EQ(fault("sample_count:\n  a: 1"), "r.yaml:2:3: sample_count must be a plain value, not a map");
    EXPECT_EQ(fault("sample_count: [1]"), "r.yaml:1:15: sample_count must be one value, not a list");
    EXPECT_EQ(fault("sample_targets: [a, [b]]"), "r.yaml:1:21: sample_targets must be a list of texts");
    EXPECT_EQ(fault("sample_rate: .nan").substr(0, 11), "r.yaml:1:14");
    EXPECT_NE(fault("sample_limit: 99999999999999999999").find("r.yaml:1:15"), std::string::npos);
    EXPECT_NE(fault("sample_count: null").find("must be a whole number, not empty"), std::string::npos);
    EXPECT_NE(fault("a: 1\nsample_count:\n").find("r.yaml:2:1: sample_count must be"), std::string::npos);
}

TEST(Recipe, aMisspeltKeyIsAnErrorAForeignOneIsKept) {
    EXPECT_EQ(fault("\nsample_cuont: 8"), "r.yaml:2:1: unknown key \"sample_cuont\" (did you mean \"sample_count\"?)");
    EXPECT_EQ(fault("sample_maximun: 8"),
              "r.yaml:1:1: unknown key \"sample_maximun\" (did you mean \"sample_maximum\"?)");
    const Recipe recipe = Recipe::parse("my_tool: 1\nsample_count: 2\nddp_timeout: 180000000\n", "r.yaml");
    EXPECT_EQ(recipe.unknownKeys(), (List{"my_tool", "ddp_timeout"}));
}

TEST(Recipe, roundTripsWithUnknownKeysAsWritten) {
    const std::string whole = R"(sample_rate: 5.0e-5
sample_title: 'no'
sample_targets: [q_proj, 'a,b']
sample_parts: tower
unknown_word: no
unknown_quoted: '1'
unknown_number: -1.50e-3
unknown_null: null
unknown_list:
  - 1
  - '1'
unknown_empty: []
unknown_map:
  b: 1
  a:
    - x: 0x1F
      y:
        - z
        -
          - true
    - {}
  'c: d': "e\nf"
)";
    const Recipe recipe = Recipe::parse(whole, "r.yaml");
    const Recipe again = Recipe::parse(recipe.yaml(), "again.yaml");
    EXPECT_EQ(again, recipe) << recipe.yaml();
    EXPECT_EQ(again.yaml(), recipe.yaml());
    const std::string kept = recipe.yaml();
    for (const char* line :
         {"sample_rate: 5.0e-5\n", "sample_title: 'no'\n", "sample_targets: [q_proj, 'a,b']\n", "unknown_word: no\n",
          "unknown_quoted: '1'\n", "unknown_number: -1.50e-3\n", "unknown_null: null\n",
          "unknown_list:\n  - 1\n  - '1'\n", "unknown_empty: []\n", "  b: 1\n", "0x1F"})
        EXPECT_NE(kept.find(line), std::string::npos) << line << kept;
}

TEST(Recipe, savesAndLoads) {
    const auto file =
        std::filesystem::temp_directory_path() / ("atelier-recipe-" + std::to_string(::getpid()) + ".yaml");
    Recipe recipe;
    recipe.set("sample_title", std::string("Zeile\nmit \"Ümlaut\" \xF0\x9F\x98\x80 'x'\t\xE2\x80\xA8"), "test");
    recipe.set("sample_rate", 0.1 + 0.2, "test");
    recipe.set("sample_targets", List{"", " a", "b,c", "yes", "12"}, "test");
    recipe.save(file);
    EXPECT_EQ(Recipe::load(file), recipe) << recipe.yaml();
    std::filesystem::remove(file);
    EXPECT_THROW(Recipe::load(file), Error);
}

TEST(Recipe, setTakesTheCommandLine) {
    Recipe recipe = Recipe::parse("sample_maximum: 5\n", "r.yaml");
    recipe.set("sample_limit=7");
    recipe.set("sample_title=a=b");
    recipe.set("sample_bound=");
    EXPECT_EQ(recipe.entries().size(), 3u);
    EXPECT_EQ(recipe.find("sample_maximum")->value, Value(std::int64_t(7)));
    EXPECT_EQ(recipe.find("sample_limit")->where, "--set sample_limit");
    EXPECT_EQ(recipe.find("sample_title")->value, Value(std::string("a=b")));
    EXPECT_EQ(recipe.find("sample_bound")->value, Value());
    const auto says = [&](const std::string& assignment) {
        try {
            recipe.set(assignment);
        } catch (const Error& e) {
            return std::string(e.what());
        }
        return std::string();
    };
    EXPECT_EQ(says("sample_count=0"), "--set sample_count: sample_count is out of range: 0 (allowed: 1 to 4096)");
    EXPECT_EQ(says("sample_cont=1"), "--set sample_cont: unknown key \"sample_cont\" (did you mean \"sample_count\"?)");
    EXPECT_EQ(says("other=1"), "--set other: unknown key \"other\"");
    EXPECT_EQ(says("sample_count"), "--set: expected key=value, not \"sample_count\"");
    EXPECT_NE(says("=1"), "");
}

TEST(Recipe, mustBeAMap) {
    EXPECT_NE(fault("- a\n"), "");
    EXPECT_NE(fault("just a text"), "");
    EXPECT_EQ(fault(""), "");
    EXPECT_EQ(fault("# nothing but a comment\n"), "");
    EXPECT_EQ(fault("--- \n"), "");
}
