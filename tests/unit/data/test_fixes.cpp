#include "data/checks/fixes.h"
#include "data/store/edits.h"
#include "support.h"

using namespace atelier;
using namespace atelier::data;
using Role = Turn::Role;

namespace {

Sample pictured(const std::string& id, int pictures, std::vector<Turn> turns) {
    Sample sample;
    sample.id = id;
    for (int i = 0; i < pictures; ++i)
        sample.media.push_back({Media::Kind::Image, "/r/" + std::to_string(i) + ".png"});
    sample.turns = std::move(turns);
    return sample;
}

Region box(double left, double top, double right, double bottom) {
    return {Region::Shape::Box, 0, {{left, top}, {right, bottom}}};
}

}  // namespace

TEST(Fixes, marksBecomeAsManyAsFiles) {
    Sample few = pictured("few", 2, {{Role::User, "<image>this?"}, {Role::Assistant, "yes"}});
    few.regions = {box(0, 0, 5, 5)};
    few.regions[0].spans = {{0, 7, 11}};  // this
    fitMarks(few);
    EXPECT_EQ(few.turns[0].text, "<image><image>this?");
    EXPECT_EQ(few.regions[0].spans, (std::vector<Span>{{0, 14, 18}}));
    Sample many = pictured("many", 1, {{Role::User, "<image>a<image>?"}, {Role::Assistant, "yes <image>"}});
    fitMarks(many);
    EXPECT_EQ(many.turns[0].text, "<image>a?");
    EXPECT_EQ(many.turns[1].text, "yes ");
    EXPECT_NO_THROW(normalizeMarks(many));
    Sample silent = pictured("silent", 1, {});
    fitMarks(silent);
    EXPECT_TRUE(silent.turns.empty());
}

TEST(Fixes, emptyAnswersGoAndQuestionsStay) {
    Sample sample = pictured("s", 1,
                             {{Role::System, "short"},
                              {Role::User, "<image>a?"},
                              {Role::Assistant, " \n"},
                              {Role::User, "and b?"},
                              {Role::Assistant, "red"},
                              {Role::User, "c?"},
                              {Role::Assistant, ""}});
    sample.regions = {box(0, 0, 5, 5), box(5, 5, 9, 9)};
    sample.regions[0].spans = {{3, 4, 5}, {4, 0, 3}};  // b, red
    removeEmptyAnswers(sample);
    EXPECT_EQ(
        sample.turns,
        (std::vector<Turn>{
            {Role::System, "short"}, {Role::User, "<image>a?\nand b?"}, {Role::Assistant, "red"}, {Role::User, "c?"}}));
    EXPECT_EQ(sample.regions[0].spans, (std::vector<Span>{{1, 14, 15}, {2, 0, 3}}));
    EXPECT_NO_THROW(normalizeMarks(sample));
}

TEST(Fixes, regionsEndAtTheEdgeOfTheirPicture) {
    Sample sample = pictured("s", 1, {});
    sample.regions = {box(-5, 2, 50, 20), box(45, 2, 60, 20), box(3, 3, 3.5, 9), box(1, 1, 2, 2)};
    sample.regions.push_back({Region::Shape::RotatedBox, 0, {{20, -5}, {30, 5}, {20, 15}, {10, 5}}});
    sample.regions.push_back({Region::Shape::Box, 1, {{0, 0}, {5, 5}}});
    fitRegions(sample, [](const Media&) { return std::optional(std::pair(40, 30)); });
    ASSERT_EQ(sample.regions.size(), 3u);
    EXPECT_EQ(sample.regions[0].points, (std::vector<std::array<double, 2>>{{0, 2}, {40, 20}}));
    EXPECT_EQ(sample.regions[1], box(1, 1, 2, 2));
    EXPECT_EQ(sample.regions[2].shape, Region::Shape::Polygon);
    EXPECT_EQ(sample.regions[2].points[0], (std::array<double, 2>{20, 0}));
}

// The whole way: found, mended as one edit, found no more, taken back.
TEST(Fixes, findingsAreMendedTogether) {
    const ScratchFolder folder;
    folder.put("i/tiny.png", tinyPng());
    Project project = Project::create(folder / "p");
    const auto at = [&](const char* name) { return Media{Media::Kind::Image, folder / "i" / name}; };
    std::vector<Sample> samples{pictured("marks", 0, {{Role::User, "<image><image>?"}, {Role::Assistant, "a"}}),
                                pictured("empty", 0, {{Role::User, "b?"}, {Role::Assistant, " "}}),
                                pictured("gone", 0, {{Role::User, "<image>c?"}, {Role::Assistant, "c"}}),
                                pictured("long", 0, {{Role::User, "d?"}, {Role::Assistant, std::string(90, 'd')}}),
                                pictured("full", 0, {{Role::User, "e?"}, {Role::Assistant, "e"}})};
    samples[0].media = {at("tiny.png")};
    samples[0].regions = {box(-4, 0, 1, 1), box(0, 0, 0.5, 0.5)};
    samples[2].media = {at("gone.png")};
    project.addDataset({"d", "k", "s", folder / "i"}, samples);
    CheckOptions options;
    options.cutoffLength = 50;
    options.countTokens = [](const Sample& sample) {
        return SampleLength(std::ssize(sample.turns.back().text), sample.id == "full" ? 60 : 0);
    };
    const auto findings = check(project.samples("d"), options);
    std::map<std::string, int> kinds;
    std::vector<Fix> fixes;
    for (const Finding& finding : findings) {
        ++kinds[finding.kind];
        ASSERT_TRUE(finding.fix) << finding.kind;
        fixes.push_back(*finding.fix);
    }
    EXPECT_EQ(kinds, (std::map<std::string, int>{{"marks", 1},
                                                 {"empty_answer", 1},
                                                 {"missing_media", 1},
                                                 {"too_long", 1},
                                                 {"image_tokens", 1},
                                                 {"region", 2}}));
    ASSERT_TRUE(applyFixes(project, "d", fixes));
    const auto mended = project.samples("d");
    ASSERT_EQ(mended.size(), 2u);
    EXPECT_EQ(mended[0].turns[0].text, "<image>?");
    EXPECT_EQ(mended[0].regions, std::vector<Region>{box(0, 0, 1, 1)});
    EXPECT_EQ(mended[1].turns.size(), 1u);
    for (const Finding& finding : check(mended, options))
        EXPECT_EQ(finding.kind, "no_answer");
    EXPECT_EQ(history(project, "d").size(), 1u);
    undo(project, "d");
    EXPECT_EQ(project.samples("d"), samples);
}

TEST(Fixes, labelsGroupsAndTags) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples{pictured("a", 1, {}), pictured("b", 1, {})};
    samples[0].regions = {box(0, 0, 5, 5), box(0, 0, 6, 6)};
    samples[0].regions[0].label = "say \"cat\"";
    samples[0].regions[1].label = "Say \"cat\"";
    project.addDataset({"d", "k", "s", "/r"}, samples);
    const std::vector<Fix> fixes{{Fix::Kind::RenameLabel, {}, "say \"cat\"", "cat"},
                                 {Fix::Kind::SetGroup, {"a", "b", "none"}, {}, "g"},
                                 {Fix::Kind::AddTag, {"b"}, {}, "rare"},
                                 {Fix::Kind::AddTag, {"b"}, {}, "rare"}};
    ASSERT_TRUE(applyFixes(project, "d", fixes));
    EXPECT_EQ(project.sample("d", "a").regions[0].label, "cat");
    EXPECT_EQ(project.sample("d", "a").regions[1].label, "Say \"cat\"");
    EXPECT_EQ(project.sample("d", "a").group, "g");
    EXPECT_EQ(project.sample("d", "b").tags, std::vector<std::string>{"rare"});
    EXPECT_FALSE(applyFixes(project, "d", fixes));
    EXPECT_FALSE(applyFixes(project, "d", {}));
}
