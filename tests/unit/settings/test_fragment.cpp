#include "common/error.h"
#include "settings/fragment.h"
#include "settings/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

using namespace atelier;
using namespace atelier::settings;
using Kind = Fragment::Kind;

// Fragments of the test's own, beside those that are shipped.
namespace {

struct FragmentOptions {
    std::int64_t a = 0, b = 0, c = 0, d = 0;
    static const Schema<FragmentOptions>& schema() {
        static const auto schema = [] {
            Schema<FragmentOptions> s("Fragments");
            s.option("fragment_test_a", &FragmentOptions::a).label("A").help("A.");
            s.option("fragment_test_b", &FragmentOptions::b).label("B").help("B.");
            s.option("fragment_test_c", &FragmentOptions::c).label("C").help("C.");
            s.option("fragment_test_d", &FragmentOptions::d).label("D").help("D.");
            return s;
        }();
        return schema;
    }
};
const GroupEntry<FragmentOptions> options{"zz-fragments"};

const Registry<Fragment>::Entry plain{
    "test-family",
    {.kind = Kind::Family,
     .key = "test_family",
     .title = "Family",
     .help = "F.",
     .settings = {{"fragment_test_a", "1"}, {"fragment_test_b", "1"}, {"fragment_test_c", "1"}},
     .corrections = {{Kind::Method, "test_method", {{"fragment_test_a", "10"}}},
                     {Kind::Method, "another", {{"fragment_test_b", "10"}}}}}};
const Registry<Fragment>::Entry deaf{
    "test-deaf",
    {.kind = Kind::Family, .key = "test_deaf", .title = "Deaf", .help = "D.", .ignoredKeys = {"fragment_test_d"}}};
const Registry<Fragment>::Entry method{"test-method",
                                       {.kind = Kind::Method,
                                        .key = "test_method",
                                        .title = "Method",
                                        .help = "M.",
                                        .settings = {{"fragment_test_a", "2"}, {"fragment_test_b", "2"}},
                                        .gpuMemory = 1}};
const Registry<Fragment>::Entry unknownKey{"test-unknown",
                                           {.kind = Kind::Method,
                                            .key = "test_unknown",
                                            .title = "Unknown",
                                            .help = "U.",
                                            .settings = {{"zebra_crossing", "1"}}}};
const Registry<Fragment>::Entry badValue{
    "test-bad",
    {.kind = Kind::Method, .key = "test_bad", .title = "Bad", .help = "B.", .settings = {{"fragment_test_a", "many"}}}};
const Registry<Fragment>::Entry tiny{"test-tiny",
                                     {.kind = Kind::Hardware,
                                      .key = "test_tiny",
                                      .title = "Tiny",
                                      .help = "T.",
                                      .settings = {{"fragment_test_b", "3"}, {"fragment_test_d", "3"}},
                                      .gpuMemory = 1}};
const Registry<Fragment>::Entry none{
    "test-none", {.kind = Kind::Hardware, .key = "test_none", .title = "None", .help = "N.", .order = -1}};

FragmentOptions composed(const PresetChoice& choice) {
    return FragmentOptions::schema().read(composePreset(choice).recipe);
}

Error errorOf(const std::function<void()>& run) {
    try {
        run();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no error";
    return Error("");
}

}  // namespace

TEST(Fragment, laterKindsOverrideEarlierOnes) {
    const auto o = composed({"test_family", "test_method", "test_tiny"});
    EXPECT_EQ(o.b, 3) << "the hardware's, not the method's or the family's";
    EXPECT_EQ(o.c, 1);
    EXPECT_EQ(composed({"test_deaf", "test_method", "test_tiny"}).a, 2);
}

TEST(Fragment, aCorrectionHasTheLastWordWithTheFragmentThatItNames) {
    EXPECT_EQ(composed({"test_family", "test_method", "test_tiny"}).a, 10);
}

TEST(Fragment, ignoredKeysAreLeftOut) {
    EXPECT_EQ(composed({"test_family", "test_method", "test_tiny"}).d, 3);
    EXPECT_FALSE(composePreset({"test_deaf", "test_method", "test_tiny"}).recipe.find("fragment_test_d"));
}

TEST(Fragment, everyKeyStandsOnceBelowTheFragmentThatSetsIt) {
    const std::string yaml = composePreset({"test_family", "test_method", "test_tiny"}).yaml;
    EXPECT_TRUE(yaml.starts_with("# Family · Method · Tiny\n# Method: M.\n# Tiny: T.\n")) << yaml;
    EXPECT_NE(yaml.find("\n# Family\nfragment_test_a: 10\nfragment_test_c: 1\n"), std::string::npos) << yaml;
    EXPECT_NE(yaml.find("\n# Tiny\nfragment_test_b: 3\n"), std::string::npos) << yaml;
    EXPECT_EQ(yaml.find("\n# Method\n"), std::string::npos) << "it sets nothing any more: " << yaml;
}

TEST(Fragment, whatNeedsMoreGpuMemoryIsNotOffered) {
    EXPECT_TRUE(isOffered({"test_family", "test_method", "test_tiny"}));
    EXPECT_FALSE(isOffered({"test_family", "test_method", "test_none"}));
    const Error error = errorOf([] { composePreset({"test_family", "test_method", "test_none"}); });
    EXPECT_NE(error.message().find("Method on \"None\""), std::string::npos) << error.what();
    EXPECT_NE(error.hint().find("1 GB"), std::string::npos) << error.hint();
    for (const auto& choice : offeredPresets())
        EXPECT_TRUE(isOffered(choice));
}

TEST(Fragment, unknownOnesAreNamedWithTheNearest) {
    const Error error = errorOf([] { composePreset({"test_famly", "test_method", "test_tiny"}); });
    EXPECT_NE(error.message().find("family \"test_famly\""), std::string::npos) << error.what();
    EXPECT_NE(error.hint().find("did you mean \"test_family\"?"), std::string::npos) << error.hint();
    EXPECT_NE(error.hint().find("test_deaf"), std::string::npos) << "all are listed: " << error.hint();
}

TEST(Fragment, aBrokenOneIsABug) {
    EXPECT_THROW(composePreset({"test_family", "test_unknown", "test_none"}), std::logic_error);
    EXPECT_THROW(composePreset({"test_family", "test_bad", "test_none"}), std::logic_error);
}

TEST(Fragment, listsHaveAnOrder) {
    EXPECT_EQ(fragments(Kind::Hardware).front()->key, "test_none");
}

TEST(Fragment, hardwareIsTheLargestThatTheGpuHasRoomFor) {
    EXPECT_EQ(hardwareFor(0).gpuMemory, 0);
    EXPECT_EQ(hardwareFor(1'000'000'000).key, "test_tiny");
    EXPECT_EQ(hardwareFor(500'000'000).key, "test_tiny") << "the nearest";
    std::int64_t most = 0;
    for (const Fragment* one : fragments(Kind::Hardware))
        most = std::max(most, one->gpuMemory);
    EXPECT_EQ(hardwareFor(1'000'000'000'000).gpuMemory, most);
}
