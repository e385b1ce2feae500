#include "common/error.h"
#include "sample_options.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::settings;

const Schema<SampleOptions>& SampleOptions::schema() {
    static const auto schema = [] {
        Schema<SampleOptions> s("Sample");
        s.option("sample_flag", &SampleOptions::flag).label("Flag").help("A switch.");
        s.option("sample_count", &SampleOptions::count).label("Count").help("How many.").range(1, 4096).simple();
        s.option("sample_limit", &SampleOptions::limit)
            .label("Limit")
            .help("At most so many.")
            .alias("sample_maximum")
            .unit("samples");
        s.option("sample_rate", &SampleOptions::rate).label("Rate").help("Step size.").above(0).atMost(1);
        s.option("sample_bound", &SampleOptions::bound).label("Bound").help("Clip here.").atLeast(0);
        s.option("sample_title", &SampleOptions::title).label("Title").help("A name | a title.");
        s.option("sample_note", &SampleOptions::note).label("Note").help("Free text.");
        s.option("sample_strategy", &SampleOptions::strategy)
            .label("Strategy")
            .help("When.")
            .choices({"no", "steps", "epoch"})
            .when("sample_flag=true");
        s.option("sample_targets", &SampleOptions::targets).label("Targets").help("Modules.");
        s.option("sample_parts", &SampleOptions::parts)
            .label("Parts")
            .help("Some of these.")
            .choices({"tower", "projector"});
        return s;
    }();
    return schema;
}

namespace {
const GroupEntry<SampleOptions> entry{"zz-sample"};
}

TEST(Schema, theStructsInitialisersAreTheDefaults) {
    EXPECT_EQ(SampleOptions::schema().read(Recipe()), SampleOptions());
    EXPECT_EQ(std::get<double>(findOption("sample_rate")->defaultValue), 1e-4);
    EXPECT_EQ(findOption("sample_limit")->defaultValue, Value());
    EXPECT_TRUE(findOption("sample_limit")->nullable);
    EXPECT_FALSE(findOption("sample_rate")->nullable);
    EXPECT_EQ(findOption("sample_strategy")->type, Type::Choice);
    EXPECT_EQ(findOption("sample_parts")->type, Type::List);
    EXPECT_EQ(findOption("sample_count")->level, Level::Simple);
}

TEST(Schema, whatIsWrittenIsReadBack) {
    const SampleOptions changed{.flag = false,
                                .count = 64,
                                .limit = 3,
                                .rate = 0.1 + 0.2,
                                .bound = {},
                                .title = "a: b #c",
                                .note = "null",
                                .strategy = "epoch",
                                .targets = {"q_proj", R"(layers\.\d{1,2}\.q)"},
                                .parts = {"tower"}};
    Recipe recipe;
    SampleOptions::schema().write(changed, recipe, "test");
    EXPECT_EQ(SampleOptions::schema().read(recipe), changed);
    EXPECT_EQ(SampleOptions::schema().read(Recipe::parse(recipe.yaml(), "r.yaml")), changed) << recipe.yaml();
}

TEST(Schema, aFieldTooNarrowForTheNumberNamesThePlace) {
    const Recipe recipe = Recipe::parse("sample_limit: 3000000000", "r.yaml");
    try {
        SampleOptions::schema().read(recipe);
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(std::string(e.what()), "r.yaml:1:15: sample_limit: the number is too large: 3000000000");
    }
}

TEST(Schema, writeRefusesWhatTheOptionRefuses) {
    Recipe recipe;
    SampleOptions options;
    options.count = 0;
    EXPECT_THROW(SampleOptions::schema().write(options, recipe, "form"), Error);
}
